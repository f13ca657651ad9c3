package io.psephos.bench;

import java.util.Locale;

/**
 * The cost of robust rules on one core, for 100 updates of 2²⁰ coordinates for distances and of 2¹⁸ for medians.
 *
 * @param best distances, nanoseconds a pair and coordinate, against a multiply-add of this machine's matrix kernel
 * @param plain against one of the kernel that works everywhere
 * @param median nanoseconds a coordinate, against sorting a {@code double[]} for each
 */
record RobustReport(PairedTiming.Result best, PairedTiming.Result plain, PairedTiming.Result median) {

    String table() {
        return String.format(
                        Locale.ROOT,
                        "distances, ns a pair and coordinate: %.4f; a multiply-add of the best matrix kernel %.4f,"
                                + " of the plain one %.4f%n",
                        best.first(),
                        best.second(),
                        plain.second())
                + String.format(
                        Locale.ROOT,
                        "distances over products: %.2f of the best kernel, %.2f of the plain one%n",
                        1 / best.ratio(),
                        1 / plain.ratio())
                + String.format(
                        Locale.ROOT,
                        "median of 100, ns a coordinate: %.0f; by sorting: %.0f; ratio %.1f%n",
                        median.first(),
                        median.second(),
                        median.ratio());
    }

    String json() {
        return String.format(
                Locale.ROOT,
                "{\"pairsPerSecondPerCore\":%.0f,\"distancesOverProduct\":%.2f,\"distancesOverPlainProduct\":%.2f,"
                        + "\"mediansPerSecondPerCore\":%.0f,\"medianRatioToSort\":%.2f}",
                1e9 / best.first(),
                1 / best.ratio(),
                1 / plain.ratio(),
                1e9 / median.first(),
                median.ratio());
    }
}
