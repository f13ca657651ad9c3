/** Simulations that are measured, and where their processor time goes. */
@NullMarked
package io.psephos.bench.simulation;

import org.jspecify.annotations.NullMarked;
