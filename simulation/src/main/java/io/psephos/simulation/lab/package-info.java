/** Defences against attacks, cell by cell: which of them leaves how much of the accuracy. */
@NullMarked
package io.psephos.simulation.lab;

import org.jspecify.annotations.NullMarked;
