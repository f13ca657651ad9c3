/**
 * Many synthetic clients on one coordinator. What is simulated is the wire and the crowd; coordinator, codecs, encoder
 * and pipeline are those that serve.
 */
@NullMarked
package io.psephos.simulation;

import org.jspecify.annotations.NullMarked;
