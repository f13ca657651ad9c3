package io.psephos.coordinator.journal;

import io.psephos.protocol.Sha256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a frame, reckoned when somebody first asks: a durable row or a second upload of the assignment. Equal to
 * another of the same bytes. Safe for many threads.
 */
public final class FrameDigest {
    private byte[] bytes;
    private boolean isReckoned;

    private FrameDigest(byte[] bytes, boolean isReckoned) {
        this.bytes = bytes;
        this.isReckoned = isReckoned;
    }

    /** @param frame not to be written to; kept until somebody asks */
    public static FrameDigest of(byte[] frame) {
        return new FrameDigest(frame, false);
    }

    /** @param digest 32 bytes, as from {@link #bytes} */
    public static FrameDigest known(byte[] digest) {
        return new FrameDigest(digest, true);
    }

    /** The 32 bytes, not to be written to. */
    public synchronized byte[] bytes() {
        if (!isReckoned) {
            bytes = Sha256.of(bytes);
            isReckoned = true;
        }
        return bytes;
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
