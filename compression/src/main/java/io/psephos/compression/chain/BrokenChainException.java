package io.psephos.compression.chain;

import org.jspecify.annotations.Nullable;

/** Bytes that do not lead from the one version to the other; the full model does. */
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

    /** What is wrong with a chain. */
    public enum Fault {
        /** Not the frames of as many steps for this layout, and a digest. */
        MALFORMED,
        /** A frame starts from another version than the one before leads to. */
        WRONG_BASE,
        /** The steps lead to other parameters than the server's. */
        WRONG_DIGEST
    }
}
