package io.psephos.aggregation.stage;

/** The place of a stage on the way from the aggregate to the next version; stages of a slot run in the order of their list. */
public enum Slot {
    /** The combined updates become the direction. */
    AGGREGATE,
    /** Noise or other protection is applied to the direction. */
    PRIVACY,
    /** The direction becomes the step. */
    FINALIZE,
    /** The step becomes small. */
    COMPRESS,
    /** The next parameters are known. */
    AFTER
}
