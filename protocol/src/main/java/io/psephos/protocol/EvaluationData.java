package io.psephos.protocol;

/** Whose examples measure published versions. */
public enum EvaluationData implements ConfigName {
    SERVER,
    CLIENTS,
    NONE
}
