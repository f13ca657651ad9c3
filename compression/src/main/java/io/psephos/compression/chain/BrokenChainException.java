package io.psephos.compression.chain;

import org.jspecify.annotations.Nullable;

/** A delta that does not lead from the one version to the other; the client fetches the full model then. */
public final class BrokenChainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    BrokenChainException(Fault fault, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    /** The kinds of fault in a delta. */
    public enum Fault {
        /** The bytes are not the frames of as many steps for this layout, and a digest. */
        MALFORMED,
        /** A frame starts from another version than the one before leads to. */
        WRONG_BASE,
        /** The steps lead to other parameters than the server's. */
        WRONG_DIGEST
    }
}
