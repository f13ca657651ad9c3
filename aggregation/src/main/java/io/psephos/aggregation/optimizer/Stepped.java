package io.psephos.aggregation.optimizer;

import io.psephos.protocol.state.NamedState;

/**
 * A step, and the state for the next one.
 *
 * @param state of the server once the step is published; an abandoned round leaves the one before
 */
public record Stepped(Step step, NamedState state) {}
