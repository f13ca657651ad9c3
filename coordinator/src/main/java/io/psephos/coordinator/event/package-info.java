/** Events of jobs. */
@NullMarked
package io.psephos.coordinator.event;

import org.jspecify.annotations.NullMarked;
