package io.psephos.protocol;

/** The modes of a schedule: a version is made of a cohort, of a full buffer, or of every update. */
public enum Mode implements ConfigName {
    SYNCHRONOUS,
    BUFFERED,
    ASYNCHRONOUS
}
