package io.psephos.simulation.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A plot of lines over two axes, as SVG that needs no script. */
final class Plot {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 300;
    private static final int LEFT = 64;
    private static final int RIGHT = 28;
    private static final int TOP = 16;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;

    /** Width of a digit of the labels. */
    private static final int CHARACTER = 7;

    /** One measured point. */
    record Point(double x, double y) {}

    private final String xName;
    private final String yName;
    private final List<Series> series;
    private final Scale scale;
    private final double xMin;
    private final double xMax;
    private final double yMin;
    private final double yMax;

    /** Points that are joined by one line. */
    record Series(String colour, List<Point> points) {}

    /** The scale of the horizontal axis: from 0 by equal steps, or from the first point by equal factors. */
    enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    /** @param points at least one */
    Plot(String xName, String yName, List<Point> points) {
        this(xName, yName, List.of(new Series("#9b3d12", points)), Scale.LINEAR);
    }

    /** @param series with at least one point; above 0 on a logarithmic scale */
    Plot(String xName, String yName, List<Series> series, Scale scale) {
        this.xName = xName;
        this.yName = yName;
        this.series = series;
        this.scale = scale;
        List<Point> points =
                series.stream().flatMap(one -> one.points().stream()).toList();
        this.xMin = scale == Scale.LINEAR
                ? 0
                : points.stream().mapToDouble(Point::x).min().orElse(1);
        this.xMax = points.stream().mapToDouble(Point::x).max().orElse(1);
        double low = points.stream().mapToDouble(Point::y).min().orElse(0);
        double high = points.stream().mapToDouble(Point::y).max().orElse(1);
        double margin = high > low ? (high - low) * 0.05 : 0.5;
        this.yMin = Math.max(0, low - margin);
        this.yMax = high + margin;
    }

    String svg() {
        return """
                <svg viewBox="0 0 %d %d" role="img" aria-label="%s by %s">
                %s%s%s
                <text class="axis" x="%d" y="%d" text-anchor="middle">%s</text>
                <text class="axis" transform="translate(14 %d) rotate(-90)" text-anchor="middle">%s</text>
                </svg>
                """.formatted(
                        WIDTH,
                        HEIGHT,
                        yName,
                        xName,
                        horizontalTicks(),
                        verticalTicks(),
                        series.stream().map(this::line).collect(Collectors.joining("\n")),
                        (LEFT + WIDTH - RIGHT) / 2,
                        HEIGHT - 6,
                        xName,
                        (TOP + HEIGHT - BOTTOM) / 2,
                        yName);
    }

    private String horizontalTicks() {
        StringBuilder ticks = new StringBuilder();
        for (double x : scale == Scale.LINEAR ? equalSteps() : decades()) {
            ticks.append("<text class=\"tick\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>%n"
                    .formatted(number(left(x)), HEIGHT - BOTTOM + 16, shown(x)));
        }
        return ticks.toString();
    }

    private double[] equalSteps() {
        double[] steps = new double[TICKS + 1];
        for (int i = 0; i <= TICKS; i++) {
            steps[i] = xMax * i / TICKS;
        }
        return steps;
    }

    /** Ticks: as many round numbers as have room on the axis; its ends, where it holds too few of them. */
    private double[] decades() {
        double[] ticks = Stream.of(new int[] {1, 2, 5}, new int[] {1, 3})
                .map(times -> decades(1, times))
                .filter(this::haveRoom)
                .findFirst()
                .orElseGet(this::powersOfTen);
        return ticks.length < 2 && xMax > xMin ? new double[] {xMin, xMax} : ticks;
    }

    private double[] powersOfTen() {
        int every = 1;
        while (!haveRoom(decades(every, 1))) {
            every++;
        }
        return decades(every, 1);
    }

    /** Multiples of the powers of ten that are on the axis. */
    private double[] decades(int every, int... times) {
        return IntStream.rangeClosed((int) Math.floor(Math.log10(xMin)), (int) Math.ceil(Math.log10(xMax)))
                .filter(k -> k % every == 0)
                .boxed()
                .flatMap(k -> IntStream.of(times).mapToObj(factor -> factor * Math.pow(10, k)))
                .mapToDouble(x -> x)
                .filter(x -> x >= xMin && x <= xMax)
                .toArray();
    }

    private boolean haveRoom(double[] ticks) {
        for (int i = 1; i < ticks.length; i++) {
            int characters = shown(ticks[i - 1]).length() + shown(ticks[i]).length();
            if (left(ticks[i]) - left(ticks[i - 1]) < (characters / 2.0 + 1) * CHARACTER) {
                return false;
            }
        }
        return true;
    }

    private String verticalTicks() {
        StringBuilder ticks = new StringBuilder();
        for (int i = 0; i <= TICKS; i++) {
            double y = yMin + (yMax - yMin) * i / TICKS;
            ticks.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                    .formatted(LEFT, WIDTH - RIGHT, number(top(y)), number(top(y))));
            ticks.append("<text class=\"tick\" x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>%n"
                    .formatted(LEFT - 6, number(top(y) + 4), shown(y)));
        }
        return ticks.toString();
    }

    private String line(Series one) {
        return "<polyline class=\"line\" stroke=\"" + one.colour() + "\" points=\""
                + one.points().stream().map(this::place).collect(Collectors.joining(" ")) + "\"/>";
    }

    private String place(Point point) {
        return number(left(point.x())) + "," + number(top(point.y()));
    }

    private double left(double x) {
        return LEFT + share(x) * (WIDTH - LEFT - RIGHT);
    }

    private double share(double x) {
        if (xMax <= xMin) {
            return 0;
        }
        return scale == Scale.LINEAR ? x / xMax : Math.log(x / xMin) / Math.log(xMax / xMin);
    }

    private double top(double y) {
        return TOP + (yMax - y) / (yMax - yMin) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String shown(double value) {
        boolean whole = value >= 100 || value == Math.rint(value);
        return whole ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.3g", value);
    }
}
