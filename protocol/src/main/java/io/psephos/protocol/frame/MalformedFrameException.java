package io.psephos.protocol.frame;

import io.psephos.protocol.ProblemCode;

/** Bytes that are not a valid update for the assignment they were sent for. */
public class MalformedFrameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final long offset;
    private final String value;

    /**
     * @param code one of the frame's codes
     * @param offset where in the frame the fault stands, in bytes
     * @param value the offending value
     */
    public MalformedFrameException(ProblemCode code, long offset, String reason, String value) {
        super(reason + ", was " + value + " at byte " + offset);
        this.code = code;
        this.offset = offset;
        this.value = value;
    }

    public ProblemCode code() {
        return code;
    }

    public long offset() {
        return offset;
    }

    public String value() {
        return value;
    }
}
