/** Job states and what is shown of a job; its file is read in {@code jobfile}. */
@NullMarked
package io.psephos.coordinator.job;

import org.jspecify.annotations.NullMarked;
