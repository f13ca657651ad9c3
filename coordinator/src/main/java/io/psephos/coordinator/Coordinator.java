package io.psephos.coordinator;

/** Runs jobs: gives assignments, takes updates, closes rounds, publishes versions. */
public interface Coordinator extends ClientCalls, OperatorCalls, ReaderCalls {}
