/** Eligibility of clients for jobs, and the draw of cohorts. */
@NullMarked
package io.psephos.coordinator.cohort;

import org.jspecify.annotations.NullMarked;
