package io.psephos.simulation.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table of shares from 0 to 1, coloured from rust to blue, which also those tell apart who see no red or no green. The
 * colours are classes of the page's style, as a page allows no style in its body.
 */
final class HeatMap {
    private static final double[] STOPS = {0, 0.5, 0.75, 0.9, 1};
    private static final int[] COLOURS = {0x9b3d12, 0xe8b98a, 0xf4ead2, 0xa3bfda, 0x1f4e79};

    /** Darker than this, white has more contrast than the ink does. */
    private static final double LUMINANCE_OF_WHITE_INK = 0.2;

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

    /** @param smallIsGood whether 0 is blue in place of 1 */
    HeatMap(String rowName, List<String> rows, String columnName, List<String> columns, boolean smallIsGood) {
        this.rowName = rowName;
        this.rows = rows;
        this.columnName = columnName;
        this.columns = columns;
        this.smallIsGood = smallIsGood;
    }

    /**
     * The table as HTML.
     *
     * @param fields a list a row
     * @param styles gets the rules that the table needs, by the name of their class
     */
    String html(List<List<Field>> fields, Map<String, String> styles) {
        StringBuilder table = new StringBuilder("<table class=\"heat\"><thead><tr><th scope=\"col\">%s \\ %s</th>"
                .formatted(ReportPage.escaped(rowName), ReportPage.escaped(columnName)));
        columns.forEach(column -> table.append("<th scope=\"col\">")
                .append(ReportPage.escaped(column))
                .append("</th>"));
        table.append("</tr></thead><tbody>\n");
        for (int row = 0; row < rows.size(); row++) {
            table.append("<tr><th scope=\"row\">")
                    .append(ReportPage.escaped(rows.get(row)))
                    .append("</th>");
            fields.get(row).forEach(field -> field(table, field, styles));
            table.append("</tr>\n");
        }
        return table.append("</tbody></table>").toString();
    }

    private void field(StringBuilder table, Field field, Map<String, String> styles) {
        String style = "empty";
        if (!Double.isNaN(field.value())) {
            int colour = colour(smallIsGood ? 1 - field.value() : field.value());
            style = String.format(Locale.ROOT, "heat-%06x", colour);
            styles.put(
                    style,
                    String.format(
                            Locale.ROOT,
                            ".%s { background: #%06x; color: #%s }",
                            style,
                            colour,
                            luminance(colour) < LUMINANCE_OF_WHITE_INK ? "fff" : "1c1b19"));
        }
        table.append("<td class=\"%s\" title=\"%s\">%s<small>%s</small></td>"
                .formatted(
                        style,
                        ReportPage.escaped(field.title()),
                        Quantity.percent(field.value()),
                        ReportPage.escaped(field.note())));
    }

    /** The relative luminance, 0 for black to 1 for white. */
    private static double luminance(int colour) {
        return 0.2126 * linear(colour >> 16 & 0xff)
                + 0.7152 * linear(colour >> 8 & 0xff)
                + 0.0722 * linear(colour & 0xff);
    }

    private static double linear(int channel) {
        return Math.pow(channel / 255.0, 2.2);
    }

    private static int colour(double good) {
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
        return colour;
    }
}
