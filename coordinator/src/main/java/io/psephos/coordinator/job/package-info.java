/** The life of a job: its file, its states, what others see of it. */
@NullMarked
package io.psephos.coordinator.job;

import org.jspecify.annotations.NullMarked;
