package io.psephos.bench;

import java.util.Locale;

/**
 * The cost of the vote tally and of the encoder, as ratios against baselines of the same run.
 *
 * @param small of 2²⁰ coordinates
 * @param large of 2²⁴ coordinates
 * @param cost24Over20 cost of a vote at 2²⁴ over that at 2²⁰
 * @param encode of one update against one call of the JDK's generator a coordinate
 */
record TallyReport(Size small, Size large, double cost24Over20, PairedTiming.Result encode) {

    /**
     * The measurements for one number of coordinates; nanoseconds a voter.
     *
     * @param naive against a loop over bits and counts
     * @param floats against adding float32 vectors
     * @param read of all votes once: the floor that memory sets
     */
    record Size(int parameterCount, PairedTiming.Result naive, PairedTiming.Result floats, double read) {}

    /** A text table with billions of votes a second, where the JSON has votes. */
    String table() {
        return row("", "tally", "naive", "ratio", "float add", "ratio", "read once")
                + row("2^20, us a voter", small)
                + row("2^24, us a voter", large)
                + String.format(
                        Locale.ROOT,
                        "votes a second and core: %.1f billion; a vote at 2^24 costs %.2f times one at 2^20%n",
                        votesPerSecondPerCore() / 1e9,
                        cost24Over20)
                + String.format(
                        Locale.ROOT,
                        "sto-sign, us an update of 2^20: %.0f; by nextFloat: %.0f; ratio %.1f%n",
                        encode.first() / 1e3,
                        encode.second() / 1e3,
                        encode.ratio());
    }

    /** JSON with the lower ratio of both sizes. */
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"votesPerSecondPerCore\":%.0f,\"ratioToNaive\":%.2f,\"ratioToFloatAdd\":%.2f,"
                        + "\"cost24Over20\":%.3f,\"encodeRatioToNextFloat\":%.2f}",
                votesPerSecondPerCore(),
                Math.min(small.naive.ratio(), large.naive.ratio()),
                Math.min(small.floats.ratio(), large.floats.ratio()),
                cost24Over20,
                encode.ratio());
    }

    private double votesPerSecondPerCore() {
        return 1e9 * Math.min(rate(small), rate(large));
    }

    private static double rate(Size size) {
        return size.parameterCount / size.naive.first();
    }

    private static String row(String name, Size size) {
        return row(
                name,
                micros(size.naive.first()),
                micros(size.naive.second()),
                number(size.naive.ratio()),
                micros(size.floats.second()),
                number(size.floats.ratio()),
                micros(size.read));
    }

    private static String row(String name, String... cells) {
        StringBuilder row = new StringBuilder(String.format("%-18s", name));
        for (String cell : cells) {
            row.append(String.format("%12s", cell));
        }
        return row.append(System.lineSeparator()).toString();
    }

    private static String micros(double nanos) {
        return number(nanos / 1e3);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
