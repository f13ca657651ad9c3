package io.psephos.compression;

import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.frame.MalformedFrameException;

/** Payload bytes that a codec cannot read; offsets count from the payload's first byte. */
public final class MalformedPayloadException extends MalformedFrameException {
    private static final long serialVersionUID = 1L;

    public MalformedPayloadException(ProblemCode code, long offset, String reason, String value) {
        super(code, offset, reason, value);
    }
}
