package io.psephos.compression;

import java.util.Random;

/** Votes and blocks for tests, drawn at random. */
public final class RandomVotes {
    private RandomVotes() {}

    public static Signs signs(int count, Random random) {
        return new Signs(count, words(count, random));
    }

    public static Ternary ternary(int count, Random random) {
        long[] plus = words(count, random);
        long[] minus = words(count, random);
        for (int w = 0; w < plus.length; w++) {
            minus[w] &= ~plus[w];
        }
        return new Ternary(count, plus, minus);
    }

    /** One to five blocks that cover so many coordinates, with scales from 0 up. */
    public static Blocks blocks(int count, Random random) {
        int[] lengths = new int[Math.min(count, 1 + random.nextInt(5))];
        float[] scales = new float[lengths.length];
        int left = count;
        for (int k = 0; k < lengths.length; k++) {
            int blocksLeft = lengths.length - k;
            lengths[k] = blocksLeft == 1 ? left : 1 + random.nextInt(left - blocksLeft + 1);
            scales[k] = random.nextInt(6) == 0 ? 0 : random.nextFloat();
            left -= lengths[k];
        }
        return new Blocks(lengths, scales);
    }

    private static long[] words(int count, Random random) {
        long[] words = random.longs((count + 63) / 64).toArray();
        words[words.length - 1] &= -1L >>> -count;
        return words;
    }
}
