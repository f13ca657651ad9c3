/** What happened, once, in order. */
@NullMarked
package io.psephos.coordinator.event;

import org.jspecify.annotations.NullMarked;
