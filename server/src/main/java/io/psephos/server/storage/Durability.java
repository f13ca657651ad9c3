package io.psephos.server.storage;

/** The failure that a committed transaction survives, weakest first. */
public enum Durability {
    /** None, for tests. */
    MEMORY,
    /** The end of the process at any moment, by any signal. */
    PROCESS_CRASH,
    /** A loss of power as well. */
    POWER_LOSS
}
