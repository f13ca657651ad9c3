/**
 * Simulations of many synthetic clients on one coordinator. What is simulated is the wire and the clients' devices;
 * coordinator, codecs and the pipelines on both sides are those that serve.
 */
@NullMarked
package io.psephos.simulation;

import org.jspecify.annotations.NullMarked;
