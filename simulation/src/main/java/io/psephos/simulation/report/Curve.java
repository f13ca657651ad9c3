package io.psephos.simulation.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The points of one setting over its seeds, a row a round: means, and the lowest and highest of the seeds. */
final class Curve {
    /** Stretches of rounds that a long curve is thinned to, each with its peaks and dips. */
    static final int STRETCHES = 250;

    private static final int FEWEST = 2;
    private static final MathContext DIGITS = new MathContext(6);

    private final String measure;
    private final List<Row> rows;
    private final int measured;

    /** Values of the seeds at one round; null where no seed has one. */
    private record Row(
            double round,
            @Nullable Double bytes,
            @Nullable Double seconds,
            @Nullable Band accuracy,
            @Nullable Band loss) {}

    /** The mean of the seeds, with the lowest and the highest. */
    private record Band(double mean, double low, double high) {}

    private Curve(String measure, List<Row> rows, int measured) {
        this.measure = measure;
        this.rows = rows;
        this.measured = measured;
    }

    /** The curve of the setting's evaluations. */
    static Curve of(Setting setting) {
        return of("accuracy", setting.counted().stream().map(ReportRun::points).toList());
    }

    /** The curve of the mean margins of the setting's votes; without rows where it does not vote. */
    static Curve ofMargins(Setting setting) {
        return of(
                "margin",
                setting.counted().stream()
                        .map(run -> run.margins().stream()
                                .map(margins -> new ReportRun.Point(
                                        margins.round(), margins.votes().mean(), null, 0, 0, null))
                                .toList())
                        .toList());
    }

    private static Curve of(String measure, List<List<ReportRun.Point>> seeds) {
        TreeMap<Long, List<ReportRun.Point>> byRound = new TreeMap<>();
        seeds.forEach(
                points -> points.forEach(point -> byRound.computeIfAbsent(point.round(), round -> new ArrayList<>())
                        .add(point)));
        List<Row> rows = rows(byRound, seeds.size());
        if (rows.size() < FEWEST) {
            rows = rows(byRound, 1);
        }
        return new Curve(measure, thinned(rows), rows.size());
    }

    /** A row for each round that enough seeds evaluated: the mean must not jump where one of them stops. */
    private static List<Row> rows(Map<Long, List<ReportRun.Point>> byRound, int seeds) {
        return byRound.entrySet().stream()
                .filter(entry -> entry.getValue().size() >= seeds)
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Row row(long round, List<ReportRun.Point> points) {
        return new Row(
                round,
                mean(points, point -> (double) point.bytesUp()),
                mean(points, ReportRun.Point::seconds),
                band(points, ReportRun.Point::accuracy),
                band(points, ReportRun.Point::loss));
    }

    private static @Nullable Double mean(
            List<ReportRun.Point> points, Function<ReportRun.Point, @Nullable Double> value) {
        Band band = band(points, value);
        return band == null ? null : band.mean;
    }

    private static @Nullable Band band(
            List<ReportRun.Point> points, Function<ReportRun.Point, @Nullable Double> value) {
        double[] values = points.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (values.length == 0) {
            return null;
        }
        double low = values[0];
        double high = values[0];
        double sum = 0;
        for (double one : values) {
            low = Math.min(low, one);
            high = Math.max(high, one);
            sum += one;
        }
        return new Band(sum / values.length, low, high);
    }

    /** At most six rows of each stretch: its first, its last, and where bands are lowest and highest. */
    private static List<Row> thinned(List<Row> rows) {
        if (rows.size() <= 6 * STRETCHES) {
            return rows;
        }
        TreeSet<Integer> kept = new TreeSet<>();
        for (int stretch = 0; stretch < STRETCHES; stretch++) {
            int from = (int) ((long) stretch * rows.size() / STRETCHES);
            int to = (int) ((long) (stretch + 1) * rows.size() / STRETCHES);
            kept.add(from);
            kept.add(to - 1);
            kept.add(least(rows, from, to, row -> row.accuracy == null ? Double.NaN : row.accuracy.low));
            kept.add(least(rows, from, to, row -> row.accuracy == null ? Double.NaN : -row.accuracy.high));
            kept.add(least(rows, from, to, row -> row.loss == null ? Double.NaN : row.loss.low));
            kept.add(least(rows, from, to, row -> row.loss == null ? Double.NaN : -row.loss.high));
        }
        return kept.stream().map(rows::get).toList();
    }

    private static int least(List<Row> rows, int from, int to, ToDoubleFunction<Row> value) {
        int least = from;
        for (int i = from + 1; i < to; i++) {
            if (value.applyAsDouble(rows.get(i)) < value.applyAsDouble(rows.get(least))) {
                least = i;
            }
        }
        return least;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Number of rounds that were evaluated. */
    int measured() {
        return measured;
    }

    /** Number of rounds that are drawn. */
    int drawn() {
        return rows.size();
    }

    /** The columns that the page's script reads, each a list as long as the curve. */
    Map<String, Object> columns() {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("rounds", column(Row::round));
        if (rows.stream().anyMatch(row -> row.bytes != null && row.bytes > 0)) {
            put(columns, "bytes", Row::bytes);
        }
        put(columns, "seconds", Row::seconds);
        putBand(columns, measure, Row::accuracy);
        putBand(columns, "loss", Row::loss);
        return columns;
    }

    private void putBand(Map<String, Object> columns, String name, Function<Row, @Nullable Band> band) {
        Map<String, Object> three = new LinkedHashMap<>();
        put(three, "mean", row -> valueOf(band.apply(row), Band::mean));
        put(three, "low", row -> valueOf(band.apply(row), Band::low));
        put(three, "high", row -> valueOf(band.apply(row), Band::high));
        if (three.get("low") != null && three.get("low").equals(three.get("high"))) {
            three.remove("low");
            three.remove("high");
        }
        if (!three.isEmpty()) {
            columns.put(name, three);
        }
    }

    private static @Nullable Double valueOf(@Nullable Band band, ToDoubleFunction<Band> value) {
        return band == null ? null : value.applyAsDouble(band);
    }

    private void put(Map<String, Object> columns, String name, Function<Row, @Nullable Double> value) {
        List<@Nullable Double> column = column(value);
        if (column.stream().anyMatch(Objects::nonNull)) {
            columns.put(name, column);
        }
    }

    private List<@Nullable Double> column(Function<Row, @Nullable Double> value) {
        List<@Nullable Double> column = new ArrayList<>();
        rows.forEach(row -> column.add(rounded(value.apply(row))));
        return column;
    }

    /** The value with six digits: more than a screen shows, fewer than a page should carry. */
    private static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
