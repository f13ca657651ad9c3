package io.psephos.simulation.report;

import java.util.List;
import java.util.Locale;

/** A heat map of shares from 0 to 1, coloured from rust to green, as SVG that needs no script. */
final class HeatMap {
    private static final int WIDTH = 92;
    private static final int HEIGHT = 46;
    private static final int LEFT = 58;
    private static final int TOP = 26;
    private static final int BOTTOM = 26;
    private static final double[] STOPS = {0, 0.5, 0.75, 0.9, 1};
    private static final int[] COLOURS = {0x9b3d12, 0xe8b98a, 0xf4ead2, 0xa9cbb7, 0x1f6f5c};
    private static final double DARK_BELOW = 0.3;
    private static final double DARK_ABOVE = 0.97;

    /**
     * One field of the map.
     *
     * @param value 0 to 1; NaN where there is none
     * @param note small print under the number
     * @param title what a pointer that rests on the field is told
     */
    record Field(double value, String note, String title) {}

    private final String rowName;
    private final String columnName;
    private final List<String> rows;
    private final List<String> columns;
    private final boolean smallIsGood;

    /** @param smallIsGood whether 0 is green in place of 1 */
    HeatMap(String rowName, List<String> rows, String columnName, List<String> columns, boolean smallIsGood) {
        this.rowName = rowName;
        this.rows = rows;
        this.columnName = columnName;
        this.columns = columns;
        this.smallIsGood = smallIsGood;
    }

    /** @param fields a list a row */
    String svg(List<List<Field>> fields) {
        int width = LEFT + WIDTH * columns.size() + 4;
        int height = TOP + HEIGHT * rows.size() + BOTTOM;
        StringBuilder svg = new StringBuilder(
                "<svg viewBox=\"0 0 %d %d\" style=\"max-width:%dpx\" role=\"img\" aria-label=\"%s by %s\">%n"
                        .formatted(
                                width,
                                height,
                                width * 3 / 2,
                                ReportPage.escaped(rowName),
                                ReportPage.escaped(columnName)));
        text(svg, "axis", LEFT / 2 + 4, 17, "middle", rowName);
        for (int row = 0; row < rows.size(); row++) {
            text(svg, "axis", LEFT - 8, TOP + HEIGHT * row + HEIGHT / 2 + 4, "end", rows.get(row));
            for (int column = 0; column < columns.size(); column++) {
                field(svg, row, column, fields.get(row).get(column));
            }
        }
        for (int column = 0; column < columns.size(); column++) {
            text(svg, "axis", LEFT + WIDTH * column + WIDTH / 2, height - 8, "middle", columns.get(column));
        }
        text(svg, "tick", LEFT - 8, height - 8, "end", columnName);
        return svg.append("</svg>").toString();
    }

    private void field(StringBuilder svg, int row, int column, Field field) {
        int x = LEFT + WIDTH * column;
        int y = TOP + HEIGHT * row;
        boolean empty = Double.isNaN(field.value());
        double good = smallIsGood ? 1 - field.value() : field.value();
        svg.append("<g><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"%s\"/>"
                .formatted(
                        ReportPage.escaped(field.title()),
                        x + 1,
                        y + 1,
                        WIDTH - 2,
                        HEIGHT - 2,
                        empty ? "#f1eee7" : colour(good)));
        String ink = !empty && (good < DARK_BELOW || good > DARK_ABOVE) ? "#fff" : "#1c1b19";
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"15\" fill=\"%s\">%s</text>"
                .formatted(
                        x + WIDTH / 2, y + 21, ink, empty ? "–" : String.format(Locale.ROOT, "%.3f", field.value())));
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"9.5\" fill=\"%s\">%s</text></g>%n"
                .formatted(x + WIDTH / 2, y + 36, ink, ReportPage.escaped(field.note())));
    }

    private static void text(StringBuilder svg, String style, int x, int y, String anchor, String text) {
        svg.append("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
                .formatted(style, x, y, anchor, ReportPage.escaped(text)));
    }

    private static String colour(double good) {
        double value = Math.max(0, Math.min(1, good));
        int stop = 1;
        while (value > STOPS[stop]) {
            stop++;
        }
        double share = (value - STOPS[stop - 1]) / (STOPS[stop] - STOPS[stop - 1]);
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = COLOURS[stop - 1] >> shift & 0xff;
            int to = COLOURS[stop] >> shift & 0xff;
            colour |= (int) Math.round(from + share * (to - from)) << shift;
        }
        return String.format(Locale.ROOT, "#%06x", colour);
    }
}
