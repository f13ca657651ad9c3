package io.psephos.bench.aggregation;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.aggregation.MajorityVote;
import io.psephos.compression.Signs;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec.Ties;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random votes of many clients, with three ways to count them. */
public final class SyntheticVotes {
    private final int parameterCount;
    private final List<ClientUpdate> updates;
    private final List<byte[]> bytes;
    private final List<float[]> floats;

    /**
     * @param voters whose votes the library counts
     * @param baselineVoters the first of them, whose votes the byte-wise loop counts too
     * @param floatVoters the first of them, whose votes are also there as floats
     */
    public SyntheticVotes(int parameterCount, int voters, int baselineVoters, int floatVoters, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.parameterCount = parameterCount;
        this.updates = IntStream.range(0, voters)
                .mapToObj(i -> new ClientUpdate(new ClientId("client-" + i), votes(parameterCount, random), 1))
                .toList();
        this.bytes = updates.stream()
                .limit(baselineVoters)
                .map(update -> wire((Signs) update.payload()))
                .toList();
        this.floats = updates.stream()
                .limit(floatVoters)
                .map(update -> update.payload().toDense())
                .toList();
    }

    /** The library's tally, one update a call as in the round's pipeline. */
    public Aggregate majority() {
        Fold fold = new MajorityVote(Ties.ZERO, 0).open(parameterCount);
        for (ClientUpdate update : updates) {
            fold.add(update);
        }
        return fold.finish();
    }

    /** Adds every vote for to its coordinate's count, bit by bit. */
    public void countBits(int[] counts) {
        for (byte[] bits : bytes) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += bits[i >>> 3] >>> (i & 7) & 1;
            }
        }
    }

    /** Adds the votes as floats, as many updates as {@link #countBits} counts. */
    public void addFloats(float[] sums) {
        for (int k = 0; k < bytes.size(); k++) {
            float[] values = floats.get(k % floats.size());
            for (int i = 0; i < sums.length; i++) {
                sums[i] += values[i];
            }
        }
    }

    /** Reads every vote once and does nothing else: the lower bound that memory sets. */
    public long read() {
        long all = 0;
        for (ClientUpdate update : updates) {
            for (long word : ((Signs) update.payload()).words()) {
                all ^= word;
            }
        }
        return all;
    }

    /** Number of voters in {@link #countBits} and {@link #addFloats}. */
    public int baselineVoters() {
        return bytes.size();
    }

    public int parameterCount() {
        return parameterCount;
    }

    private static Signs votes(int parameterCount, SplittableRandom random) {
        long[] words = random.longs((parameterCount + 63) >>> 6).toArray();
        words[words.length - 1] &= -1L >>> -parameterCount;
        return new Signs(parameterCount, words);
    }

    private static byte[] wire(Signs signs) {
        ByteBuffer bytes =
                ByteBuffer.allocate(signs.words().length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(signs.words());
        return bytes.array();
    }
}
