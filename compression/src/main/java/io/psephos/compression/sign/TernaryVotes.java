package io.psephos.compression.sign;

import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;

/**
 * The bytes of ternary votes inside a payload: coordinate i = the pair of bits 2(i mod 4) of byte i/4; 00 = 0, 01 = +1,
 * 10 = −1, 11 refused; unused pairs 0. 32 pairs are one word; its even and odd bits are the two planes, which come
 * apart and together in five steps (Warren, Hacker's Delight, 7-2).
 */
public final class TernaryVotes {
    private static final long EVEN = 0x5555_5555_5555_5555L;
    private static final int PAIRS = 32;

    private TernaryVotes() {}

    /** Number of bytes that so many votes take. */
    public static long bytes(long count) {
        return (count >>> 2) + ((count & 3) == 0 ? 0 : 1);
    }

    /** Appends the votes to a little-endian buffer. */
    public static void write(Ternary votes, ByteBuffer to) {
        long[] pairs = new long[(int) (bytes(votes.count()) + 7 >>> 3)];
        for (int w = 0; w < pairs.length; w++) {
            pairs[w] = spread(half(votes.plus(), w)) | spread(half(votes.minus(), w)) << 1;
        }
        Words.write(pairs, (int) bytes(votes.count()), to);
    }

    /**
     * The votes that fill a little-endian payload from {@code at} to its end.
     *
     * @throws MalformedPayloadException for a pair 11, or an unused pair that is set
     */
    public static Ternary read(ByteBuffer payload, int at, int count) {
        long[] pairs = Words.read(payload, at, (int) (bytes(count) + 7 >>> 3));
        long[] plus = new long[count + 63 >>> 6];
        long[] minus = new long[plus.length];
        for (int w = 0; w < pairs.length; w++) {
            long word = pairs[w];
            check(word, at, w, count);
            int shift = PAIRS * (w & 1);
            plus[w >>> 1] |= gather(word) << shift;
            minus[w >>> 1] |= gather(word >>> 1) << shift;
        }
        return new Ternary(count, plus, minus);
    }

    private static void check(long word, int at, int w, int count) {
        int used = Math.min(PAIRS, count - PAIRS * w);
        long wrong = word & word >>> 1 & EVEN;
        if (used < PAIRS) {
            wrong |= word & -1L << 2 * used;
        }
        if (wrong != 0) {
            int pair = Long.numberOfTrailingZeros(wrong) >>> 1;
            throw new MalformedPayloadException(
                    ProblemCode.MALFORMED_FRAME,
                    at + 8L * w + (pair >>> 2),
                    "pair " + (pair + (long) PAIRS * w) + (pair < used ? " must be 00, 01 or 10" : " must be 00"),
                    Long.toString(word >>> 2 * pair & 3));
        }
    }

    private static long half(long[] plane, int w) {
        return plane[w >>> 1] >>> PAIRS * (w & 1) & 0xffff_ffffL;
    }

    /** Moves the 32 low bits to the even places. */
    private static long spread(long bits) {
        long x = bits;
        x = (x | x << 16) & 0x0000_ffff_0000_ffffL;
        x = (x | x << 8) & 0x00ff_00ff_00ff_00ffL;
        x = (x | x << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
        x = (x | x << 2) & 0x3333_3333_3333_3333L;
        return (x | x << 1) & EVEN;
    }

    /** Moves the bits at even places to the 32 low ones. */
    private static long gather(long bits) {
        long x = bits & EVEN;
        x = (x | x >>> 1) & 0x3333_3333_3333_3333L;
        x = (x | x >>> 2) & 0x0f0f_0f0f_0f0f_0f0fL;
        x = (x | x >>> 4) & 0x00ff_00ff_00ff_00ffL;
        x = (x | x >>> 8) & 0x0000_ffff_0000_ffffL;
        return (x | x >>> 16) & 0xffff_ffffL;
    }
}
