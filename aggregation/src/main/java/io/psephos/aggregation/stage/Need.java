package io.psephos.aggregation.stage;

/**
 * An input that a stage asks for beyond the result of the round. What comes after a stage of {@link Slot#PRIVACY} may ask
 * for none: it would see what that stage hides.
 */
public enum Need {
    /** Every accepted update by itself, read once more from the journal. */
    SINGLE_UPDATES,
    /** The measurements that clients report. */
    REPORTS,
    /** What is known of each client, by its id. */
    CLIENTS
}
