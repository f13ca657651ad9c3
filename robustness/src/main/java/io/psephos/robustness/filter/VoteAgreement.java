package io.psephos.robustness.filter;

import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import java.util.OptionalDouble;

/** The agreement of single votes with a majority's; coordinates that it left undecided are not compared. */
public final class VoteAgreement {
    private final long[] plus;
    private final long[] minus;
    private final int count;

    /** @param majority votes, or floats whose signs they are; where it is 0 nothing was decided */
    public VoteAgreement(Payload majority) {
        this.count = majority.count();
        if (majority instanceof Signs signs) {
            this.plus = signs.words();
            this.minus = against(signs);
        } else if (majority instanceof Ternary ternary) {
            this.plus = ternary.plus();
            this.minus = ternary.minus();
        } else {
            float[] values = majority.toDense();
            this.plus = new long[(count + 63) / 64];
            this.minus = new long[plus.length];
            for (int i = 0; i < count; i++) {
                (values[i] > 0 ? plus : minus)[i >>> 6] |= (values[i] == 0 ? 0L : 1L) << i;
            }
        }
    }

    /**
     * The share of decided coordinates, among those that the client voted on, in which it agreed with the majority;
     * empty where there are none, or the update is no vote.
     */
    public OptionalDouble of(Payload vote) {
        if (vote instanceof Signs signs) {
            return share(signs.words(), against(signs));
        }
        return vote instanceof Ternary ternary ? share(ternary.plus(), ternary.minus()) : OptionalDouble.empty();
    }

    private OptionalDouble share(long[] votesFor, long[] votesAgainst) {
        long same = 0;
        long compared = 0;
        for (int w = 0; w < plus.length; w++) {
            same += Long.bitCount(plus[w] & votesFor[w] | minus[w] & votesAgainst[w]);
            compared += Long.bitCount((plus[w] | minus[w]) & (votesFor[w] | votesAgainst[w]));
        }
        return compared == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) same / compared);
    }

    /** The words with a bit set where the vote is −1; unused bits stay 0. */
    private static long[] against(Signs signs) {
        long[] words = signs.words();
        long[] against = new long[words.length];
        for (int w = 0; w < words.length; w++) {
            int used = Math.min(Long.SIZE, signs.count() - w * Long.SIZE);
            against[w] = ~words[w] & -1L >>> Long.SIZE - used;
        }
        return against;
    }
}
