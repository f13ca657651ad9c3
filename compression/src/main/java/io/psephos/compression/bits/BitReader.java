package io.psephos.compression.bits;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A reader of the bits that {@link BitWriter} wrote. Zeros follow the last one. */
public final class BitReader {
    /** Words after the last one, so that a code that begins inside the bits can be read as a whole. */
    private static final int SLACK = 3;

    private final long[] words;
    private final long end;
    private long at;

    /** A reader of all bytes from {@code from} to the buffer's limit; the buffer stays as it is. */
    public BitReader(ByteBuffer buffer, int from) {
        ByteBuffer bytes = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(from);
        int length = bytes.remaining();
        this.end = 8L * length;
        this.words = new long[(length >>> 3) + SLACK];
        bytes.asLongBuffer().get(words, 0, length >>> 3);
        for (int i = length & ~7; i < length; i++) {
            words[i >>> 3] |= (bytes.get(from + i) & 0xffL) << (i << 3);
        }
    }

    /** The next 64 bits, the first one lowest. */
    public long peek() {
        int word = (int) (at >>> 6);
        int shift = (int) at & 63;
        return words[word] >>> shift | words[word + 1] << 1 << (63 - shift);
    }

    /**
     * Skips so many bits.
     *
     * @param count 0 to 64
     * @return whether they all were there; if not, nothing must be read any more
     */
    public boolean skip(int count) {
        at += count;
        return at <= end;
    }

    /** Bits read so far. */
    public long position() {
        return at;
    }

    /** Whole bytes read so far, at most as many as there are. */
    public long bytesRead() {
        return Math.min(at, end) >>> 3;
    }

    /** Whether no whole byte is left and the rest of the last one is zeros. */
    public boolean isAtEnd() {
        return end - at < Byte.SIZE && peek() == 0;
    }
}
