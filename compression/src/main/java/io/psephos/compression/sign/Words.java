package io.psephos.compression.sign;

import java.nio.ByteBuffer;

/** 64-bit words as bytes, lowest byte first; a last word that is cut short is read with zeros above. */
final class Words {
    private Words() {}

    /** Appends the first bytes of the words to a little-endian buffer. */
    static void write(long[] words, int byteCount, ByteBuffer to) {
        int whole = byteCount >>> 3;
        to.asLongBuffer().put(words, 0, whole);
        to.position(to.position() + 8 * whole);
        for (int i = 8 * whole; i < byteCount; i++) {
            to.put((byte) (words[i >>> 3] >>> (i << 3)));
        }
    }

    /** So many words, from {@code at} in a little-endian buffer. */
    static long[] read(ByteBuffer from, int at, int wordCount) {
        long[] words = new long[wordCount];
        ByteBuffer bytes = from.duplicate().order(from.order()).position(at);
        int length = Math.min(bytes.remaining(), 8 * wordCount);
        bytes.asLongBuffer().get(words, 0, length >>> 3);
        for (int i = length & ~7; i < length; i++) {
            words[i >>> 3] |= (bytes.get(at + i) & 0xffL) << (i << 3);
        }
        return words;
    }
}
