package io.psephos.compression.quantized;

import io.psephos.compression.Ternary;

/** The draw of one update's ternary votes: sign(g) with probability |g|/scale, else 0; certain from the scale on. */
final class TernaryDraw {
    /** The threshold that no random number of 30 bits reaches. */
    static final int CERTAIN = 1 << 30;

    private final float[] update;
    private final RandomWords words;
    private final long[] plus;
    private final long[] minus;
    private final int[] drawn;
    private final int[] row;
    private long certain;

    TernaryDraw(float[] update, long seed) {
        this.update = update;
        this.words = new RandomWords(seed);
        this.plus = new long[update.length + 63 >>> 6];
        this.minus = new long[plus.length];
        this.drawn = RandomWords.row(update.length);
        this.row = RandomWords.row(update.length);
    }

    /**
     * Draws the votes from {@code from} to before {@code to}.
     *
     * @param scale above 0, or 0 for no votes
     * @param limit most that |g| counts for, 0 to the scale or more
     */
    void draw(int from, int to, float scale, float limit) {
        if (scale == 0) {
            return;
        }
        int most = threshold(limit, scale);
        for (int at = from, left = to - from; left > 0; at += RandomWords.ROW, left -= RandomWords.ROW) {
            int count = Math.min(left, RandomWords.ROW);
            words.draw(at, count, drawn);
            certain += vote(update, at, count, scale, most, drawn, row);
            pack(at, count);
        }
    }

    Ternary votes() {
        return new Ternary(update.length, plus, minus);
    }

    /** Number of coordinates that reached the scale, whose votes were certain. */
    long certain() {
        return certain;
    }

    static int threshold(float magnitude, float scale) {
        return Math.min(CERTAIN, (int) (magnitude / scale * CERTAIN));
    }

    /**
     * Draws the votes of a row, 1 for and 2 against: where the random word, as a fraction of its range, is below
     * |g|/scale.
     *
     * @return how many were certain
     */
    static int vote(float[] update, int from, int count, float scale, int most, int[] words, int[] row) {
        int certain = 0;
        for (int i = 0; i < count; i++) {
            int threshold = Math.max(-most, Math.min(most, (int) (update[from + i] / scale * CERTAIN)));
            int sign = threshold >> 31;
            int magnitude = (threshold ^ sign) - sign;
            int vote = (words[i] >>> 2) - magnitude >>> 31;
            row[i] = vote + (vote & sign);
            certain += magnitude >>> 30;
        }
        return certain;
    }

    private void pack(int from, int count) {
        for (int i = 0; i < count; ) {
            int w = from + i >>> 6;
            int end = Math.min(count, (w + 1 << 6) - from);
            long plusWord = 0;
            long minusWord = 0;
            for (; i < end; i++) {
                plusWord |= (row[i] & 1L) << from + i;
                minusWord |= (row[i] >>> 1 & 1L) << from + i;
            }
            plus[w] |= plusWord;
            minus[w] |= minusWord;
        }
    }
}
