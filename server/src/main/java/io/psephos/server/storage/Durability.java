package io.psephos.server.storage;

/** What an acknowledged commit survives, weakest first. */
public enum Durability {
    /** Nothing: for tests. */
    MEMORY,
    /** The end of the process at any moment, by whatever signal. */
    PROCESS_CRASH,
    /** The end of the machine's power as well. */
    POWER_LOSS
}
