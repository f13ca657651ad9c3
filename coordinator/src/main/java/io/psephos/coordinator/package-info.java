/**
 * Federated learning rounds as plain Java: {@link io.psephos.coordinator.Coordinator} is the entry point; storage, time
 * and populations are ports.
 */
@NullMarked
package io.psephos.coordinator;

import org.jspecify.annotations.NullMarked;
