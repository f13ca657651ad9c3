package io.psephos.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The cost of every scheme at 2²⁰ coordinates, and the bits that it sends. */
record CodecReport(List<Row> rows) {

    /**
     * The measurements of one scheme.
     *
     * @param encode an update to a frame, against copying the floats; nanoseconds
     * @param decode a frame to a sum of floats, against the same
     * @param gaussian bits a coordinate of independent Gaussians
     * @param laplace of independent Laplace variables
     * @param gradient of a gradient from a training run
     */
    record Row(
            String scheme,
            int parameterCount,
            PairedTiming.Result encode,
            PairedTiming.Result decode,
            double gaussian,
            double laplace,
            double gradient) {

        double encodedPerSecond() {
            return 1e9 * parameterCount / encode.first();
        }

        double decodedPerSecond() {
            return 1e9 * parameterCount / decode.first();
        }
    }

    /** A text table: millions of coordinates a second and core, cost over that of a copy, bits a coordinate. */
    String table() {
        return String.format(
                        "%-12s %12s %12s %10s %10s %10s %10s %10s%n",
                        "scheme", "encode, M/s", "decode, M/s", "/ copy", "/ copy", "Gaussian", "Laplace", "gradient")
                + rows.stream().map(CodecReport::line).collect(Collectors.joining());
    }

    String json() {
        return rows.stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "{\"scheme\":\"%s\",\"encodedPerSecond\":%.0f,\"decodedPerSecond\":%.0f,"
                                + "\"encodeOverCopy\":%.1f,\"decodeOverCopy\":%.1f,"
                                + "\"bitsGaussian\":%.3f,\"bitsLaplace\":%.3f,\"bitsGradient\":%.3f}",
                        row.scheme,
                        row.encodedPerSecond(),
                        row.decodedPerSecond(),
                        1 / row.encode.ratio(),
                        1 / row.decode.ratio(),
                        row.gaussian,
                        row.laplace,
                        row.gradient))
                .collect(Collectors.joining(",", "{\"schemes\":[", "]}"));
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "%-12s %12.0f %12.0f %10.1f %10.1f %10.3f %10.3f %10.3f%n",
                row.scheme,
                row.encodedPerSecond() / 1e6,
                row.decodedPerSecond() / 1e6,
                1 / row.encode.ratio(),
                1 / row.decode.ratio(),
                row.gaussian,
                row.laplace,
                row.gradient);
    }
}
