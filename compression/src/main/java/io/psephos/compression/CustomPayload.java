package io.psephos.compression;

/** A compressed update of a kind that a user's codec has for itself. */
public non-sealed interface CustomPayload extends Payload {}
