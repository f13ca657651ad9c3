/** The life of a job: its states, and what others see of it; its file is read in {@code jobfile}. */
@NullMarked
package io.psephos.coordinator.job;

import org.jspecify.annotations.NullMarked;
