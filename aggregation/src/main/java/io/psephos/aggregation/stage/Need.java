package io.psephos.aggregation.stage;

/** An input that a stage asks for beyond the round's result; a job that hides it cannot have the stage. */
public enum Need {
    /** Every accepted update by itself, read once more from the journal. */
    SINGLE_UPDATES,
    /** The measurements that clients report. */
    REPORTS,
    /** Examples that the server holds. */
    SERVER_DATA,
    /** The direction of the aggregate before. */
    LAST_AGGREGATE
}
