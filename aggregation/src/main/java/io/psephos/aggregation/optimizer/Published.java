package io.psephos.aggregation.optimizer;

/**
 * A step and what is to be remembered for the next one.
 *
 * @param next the state of the server once the step is published; an abandoned round leaves the one before
 */
public record Published(Step step, ServerState next) {}
