package io.psephos.coordinator.round;

import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.Offer;
import io.psephos.protocol.frame.FrameHeader;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Frames as clients would send them for an offer. */
public final class Frames {
    private Frames() {}

    /** Votes drawn by the seed. */
    public static byte[] votes(Offer offer, long seed) {
        return frame(offer, signs(offer.parameterCount(), seed));
    }

    /** The same float in every coordinate. */
    public static byte[] floats(Offer offer, float value) {
        float[] values = new float[offer.parameterCount()];
        Arrays.fill(values, value);
        return frame(offer, new Dense(values));
    }

    public static byte[] frame(Offer offer, Payload payload) {
        return UpdateFrames.encode(
                new FrameHeader(offer.codec().frame(), offer.modelVersion(), offer.parameterCount(), 5), payload);
    }

    public static Signs signs(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] words = new long[(count + 63) / 64];
        for (int i = 0; i < count; i++) {
            words[i / 64] |= (random.nextBoolean() ? 1L : 0L) << i;
        }
        return new Signs(count, words);
    }

    /** A copy with one byte of the payload turned over: bad-checksum. */
    public static byte[] damaged(byte[] frame) {
        byte[] copy = frame.clone();
        copy[FrameHeader.BYTES] ^= 1;
        return copy;
    }
}
