/** Who may take part in a round. */
@NullMarked
package io.psephos.coordinator.cohort;

import org.jspecify.annotations.NullMarked;
