package io.psephos.aggregation.stage;

/** The place of a stage on the way from the aggregate to the next version; stages of a slot run in the order of their list. */
public enum Slot {
    /** The direction, which the aggregator made of the updates, is corrected, as by DIANA's shift. */
    AGGREGATE,
    /** Noise or other protection is applied to the direction; later stages see nothing of the round but that. */
    PRIVACY,
    /** The direction becomes the step. */
    FINALIZE,
    /** The step becomes small. */
    COMPRESS,
    /** The next parameters are known. */
    AFTER
}
