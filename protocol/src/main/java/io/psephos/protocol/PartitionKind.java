package io.psephos.protocol;

/** How the examples of a simulation are partitioned among its clients. */
public enum PartitionKind implements ConfigName {
    IID,
    SHARDS,
    DIRICHLET,
    SIMILARITY,
    NATURAL
}
