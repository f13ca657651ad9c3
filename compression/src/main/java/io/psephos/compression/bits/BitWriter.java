package io.psephos.compression.bits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A writer that appends bits to bytes, bit i to bit i mod 8 of byte i/8, the lowest first. */
public final class BitWriter {
    /** Most bits that one call appends. */
    public static final int MOST = 56;

    /** Bytes after the last one of the bits that the writer may overwrite. */
    public static final int SLACK = Long.BYTES;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int at;
    private long pending;
    private int filled;

    /**
     * @param bytes long enough for all bits and {@link #SLACK}
     * @param at of the first byte
     */
    public BitWriter(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /**
     * Appends the lowest bits, the lowest first.
     *
     * @param bits with nothing above the lowest {@code count}
     * @param count 0 to {@link #MOST}
     */
    public void write(long bits, int count) {
        long word = pending | bits << filled;
        WORD.set(bytes, at, word);
        int total = filled + count;
        at += total >>> 3;
        pending = word >>> (total & ~7);
        filled = total & 7;
    }
}
