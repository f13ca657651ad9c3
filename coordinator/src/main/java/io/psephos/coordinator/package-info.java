/** The round itself as plain Java: {@link io.psephos.coordinator.Coordinator} is the way in; storage, time and populations come in through ports. */
@NullMarked
package io.psephos.coordinator;

import org.jspecify.annotations.NullMarked;
