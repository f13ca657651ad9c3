package io.psephos.aggregation;

import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import java.util.List;
import java.util.Random;

/** Votes for tests: made from digits, drawn at random, counted one by one. */
final class Votes {
    private Votes() {}

    /** Signs, or ternary votes where a zero is among them. */
    static Payload of(int... votes) {
        long[] plus = new long[(votes.length + 63) >>> 6];
        long[] minus = new long[plus.length];
        boolean zero = false;
        for (int i = 0; i < votes.length; i++) {
            plus[i >>> 6] |= votes[i] > 0 ? 1L << i : 0;
            minus[i >>> 6] |= votes[i] < 0 ? 1L << i : 0;
            zero |= votes[i] == 0;
        }
        return zero ? new Ternary(votes.length, plus, minus) : new Signs(votes.length, plus);
    }

    static Payload signs(int count, Random random) {
        return of(random.ints(count, 0, 2).map(bit -> 2 * bit - 1).toArray());
    }

    static Payload ternary(int count, Random random) {
        return of(random.ints(count, -1, 2).toArray());
    }

    static int weight(ClientUpdate update, int maxVotes) {
        return (int) Math.min(maxVotes, Math.max(1, update.exampleCount()));
    }

    static int[] sums(List<ClientUpdate> updates) {
        return sums(updates, 1);
    }

    /** Each update as often as it has examples, at most {@code maxVotes} times. */
    static int[] sums(List<ClientUpdate> updates, int maxVotes) {
        int[] sums = new int[updates.get(0).payload().count()];
        for (ClientUpdate update : updates) {
            float[] votes = update.payload().toDense();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weight(update, maxVotes) * (int) votes[i];
            }
        }
        return sums;
    }

    static float[] majority(List<ClientUpdate> updates, float tie) {
        int[] sums = sums(updates);
        float[] verdict = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            verdict[i] = sums[i] == 0 ? tie : Integer.signum(sums[i]);
        }
        return verdict;
    }
}
