package io.psephos.bench;

import io.psephos.bench.aggregation.SyntheticVotes;
import io.psephos.bench.compression.SignSampling;

/** The measurement for {@link TallyReport}: 63 voters, one decoded update a call, in turns with the baselines. */
final class TallyRun {
    private static final int VOTERS = 63;
    private static final int PAIRS = 9;
    private static final int SMALL = 1 << 20;
    private static final int LARGE = 1 << 24;
    private static final long WARM_UP = 2_000_000_000L;

    private TallyRun() {}

    static TallyReport measure() {
        SignSampling sampling = new SignSampling(SMALL, 1);
        PairedTiming.warmUp(sampling::cast, WARM_UP);
        PairedTiming.warmUp(sampling::castByNextFloat, WARM_UP);
        PairedTiming.Result encode = PairedTiming.of(sampling::cast, sampling::castByNextFloat, 3 * PAIRS);

        SyntheticVotes small = new SyntheticVotes(SMALL, VOTERS, 9, 9, 2);
        SyntheticVotes large = new SyntheticVotes(LARGE, VOTERS, 3, 3, 3);
        PairedTiming.warmUp(small::majority, WARM_UP);
        PairedTiming.warmUp(large::majority, WARM_UP);
        TallyReport.Size smallSize = size(small, 16);
        TallyReport.Size largeSize = size(large, 1);
        PairedTiming.Result sizes = PairedTiming.of(() -> repeat(small::majority, 16), large::majority, 2 * PAIRS);
        return new TallyReport(smallSize, largeSize, sizes.ratio(), encode);
    }

    /** Nanoseconds a voter; the tally repeats, so that one measurement is long enough for the clock. */
    private static TallyReport.Size size(SyntheticVotes votes, int repetitions) {
        int[] counts = new int[votes.parameterCount()];
        float[] sums = new float[votes.parameterCount()];
        PairedTiming.warmUp(() -> votes.countBits(counts), WARM_UP / 2);
        PairedTiming.warmUp(() -> votes.addFloats(sums), WARM_UP / 2);
        PairedTiming.warmUp(votes::read, WARM_UP / 4);
        Runnable tally = () -> repeat(votes::majority, repetitions);
        double tallied = (double) repetitions * VOTERS;
        PairedTiming.Result naive = PairedTiming.of(tally, () -> votes.countBits(counts), PAIRS);
        PairedTiming.Result floats = PairedTiming.of(tally, () -> votes.addFloats(sums), PAIRS);
        PairedTiming.Result read = PairedTiming.of(tally, votes::read, PAIRS);
        double baseline = votes.baselineVoters();
        return new TallyReport.Size(
                votes.parameterCount(),
                naive.per(tallied, baseline),
                floats.per(tallied, baseline),
                read.second() / VOTERS);
    }

    private static void repeat(Runnable run, int times) {
        for (int i = 0; i < times; i++) {
            run.run();
        }
    }
}
