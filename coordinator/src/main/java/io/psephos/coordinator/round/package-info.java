/** One round from its opening to its publication: phases, intake, pipeline. */
@NullMarked
package io.psephos.coordinator.round;

import org.jspecify.annotations.NullMarked;
