/** Sweeps over the keys of a job file and over seeds: the plan, its runs in parallel, and the files of their results. */
@NullMarked
package io.psephos.simulation.sweep;

import org.jspecify.annotations.NullMarked;
