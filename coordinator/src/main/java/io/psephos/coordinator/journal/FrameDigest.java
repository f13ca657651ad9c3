package io.psephos.coordinator.journal;

import io.psephos.protocol.Sha256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a frame, reckoned when somebody first asks: a durable row or a second upload of the assignment. Equal to
 * another of the same bytes. Safe for many threads.
 */
public final class FrameDigest {
    private byte @Nullable [] frame;
    private byte @Nullable [] digest;

    private FrameDigest(byte @Nullable [] frame, byte @Nullable [] digest) {
        this.frame = frame;
        this.digest = digest;
    }

    /** @param frame not to be written to; kept until somebody asks */
    public static FrameDigest of(byte[] frame) {
        return new FrameDigest(frame, null);
    }

    /** @param digest 32 bytes, as from {@link #bytes} */
    public static FrameDigest known(byte[] digest) {
        return new FrameDigest(null, digest);
    }

    /** The 32 bytes, not to be written to. */
    public synchronized byte[] bytes() {
        byte[] known = digest;
        if (known == null) {
            known = Sha256.of(frame == null ? new byte[0] : frame);
            digest = known;
            frame = null;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || other instanceof FrameDigest that && Arrays.equals(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }
}
