package io.psephos.bench;

import io.psephos.bench.aggregation.Electorate;
import io.psephos.bench.compression.Polling;

/** Measures what {@link TallyReport} shows: 63 voters, one decoded update a call, baselines in turns with the product. */
final class TallyRun {
    private static final int VOTERS = 63;
    private static final int PAIRS = 9;
    private static final int SMALL = 1 << 20;
    private static final int LARGE = 1 << 24;
    private static final long WARM_UP = 2_000_000_000L;

    private TallyRun() {}

    static TallyReport measure() {
        Polling polling = new Polling(SMALL, 1);
        Contest.warmUp(polling::cast, WARM_UP);
        Contest.warmUp(polling::castByNextFloat, WARM_UP);
        Contest.Result encode = Contest.of(polling::cast, polling::castByNextFloat, 3 * PAIRS);

        Electorate small = new Electorate(SMALL, VOTERS, 9, 9, 2);
        Electorate large = new Electorate(LARGE, VOTERS, 3, 3, 3);
        Contest.warmUp(small::majority, WARM_UP);
        Contest.warmUp(large::majority, WARM_UP);
        TallyReport.Size smallSize = size(small, 16);
        TallyReport.Size largeSize = size(large, 1);
        Contest.Result sizes = Contest.of(() -> repeat(small::majority, 16), large::majority, 2 * PAIRS);
        return new TallyReport(smallSize, largeSize, sizes.ratio(), encode);
    }

    /** Nanoseconds a voter; the tally repeats, so that one measurement is long enough for the clock. */
    private static TallyReport.Size size(Electorate electorate, int repetitions) {
        int[] counts = new int[electorate.parameterCount()];
        float[] sums = new float[electorate.parameterCount()];
        Contest.warmUp(() -> electorate.countBits(counts), WARM_UP / 2);
        Contest.warmUp(() -> electorate.addFloats(sums), WARM_UP / 2);
        Contest.warmUp(electorate::read, WARM_UP / 4);
        Runnable tally = () -> repeat(electorate::majority, repetitions);
        double tallied = (double) repetitions * VOTERS;
        Contest.Result naive = Contest.of(tally, () -> electorate.countBits(counts), PAIRS);
        Contest.Result floats = Contest.of(tally, () -> electorate.addFloats(sums), PAIRS);
        Contest.Result read = Contest.of(tally, electorate::read, PAIRS);
        double baseline = electorate.baselineVoters();
        return new TallyReport.Size(
                electorate.parameterCount(),
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
