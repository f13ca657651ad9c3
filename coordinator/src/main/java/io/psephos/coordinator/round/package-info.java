/** The life of a round, from its opening to its publication: phases, commands, intake, pipeline. */
@NullMarked
package io.psephos.coordinator.round;

import org.jspecify.annotations.NullMarked;
