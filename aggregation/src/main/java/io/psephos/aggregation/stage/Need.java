package io.psephos.aggregation.stage;

/** What a stage asks for besides what the round has come to; a job that hides it cannot have the stage. */
public enum Need {
    /** Every accepted update by itself, read once more from the journal. */
    SINGLE_UPDATES,
    /** What clients report of themselves. */
    REPORTS,
    /** Examples that the server holds. */
    SERVER_DATA,
    /** The direction of the aggregate before. */
    LAST_AGGREGATE
}
