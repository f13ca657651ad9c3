package io.psephos.protocol;

/**
 * The examples that attackers hold: shares like everybody's, or copies of honest shares where the honest hold all.
 */
public enum Holds implements ConfigName {
    SHARES,
    COPIES
}
