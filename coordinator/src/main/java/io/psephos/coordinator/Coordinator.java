package io.psephos.coordinator;

/** The coordinator of federated learning jobs: gives assignments, takes updates, closes rounds, publishes versions. */
public interface Coordinator extends ClientCalls, OperatorCalls, ReaderCalls {}
