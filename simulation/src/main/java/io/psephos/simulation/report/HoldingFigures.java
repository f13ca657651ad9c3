package io.psephos.simulation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small pictures of who holds what: a row a client, a column a class, the darker the more examples. */
final class HoldingFigures {
    private static final int MOST = 12;
    private static final int WIDTH = 230;
    private static final int LEFT = 34;
    private static final int TOTALS = 60;
    private static final int HEAD = 16;
    private static final int FOOT = 4;
    private static final int FEWEST_ROWS = 10;
    private static final int FEWEST_PIXELS_OF_TEXT = 10;
    private static final int ROOM_FOR_LABEL = 14;

    private final Map<Holdings, List<String>> labels = new LinkedHashMap<>();

    HoldingFigures(Settings settings) {
        for (Setting setting : settings.all()) {
            ReportRun run = setting.runs().getFirst();
            if (run.holdings() != null) {
                labels.computeIfAbsent(run.holdings(), holdings -> new ArrayList<>())
                        .add(setting.label() + (setting.runs().size() > 1 ? ", seed " + run.seed() : ""));
            }
        }
    }

    String html() {
        if (labels.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section class=\"holdings\"><h2>Who holds what</h2>\n"
                + "<p class=\"note\">A row is a client, a column a class: the darker, the more examples. Bars at the right"
                + " are all examples of a client; rust marks attackers.");
        if (labels.size() > MOST) {
            html.append(" Shown are %d of %d different partitions.".formatted(MOST, labels.size()));
        }
        html.append("</p>\n<div class=\"small-multiples\">\n");
        labels.entrySet().stream().limit(MOST).forEach(entry -> figure(html, entry.getKey(), entry.getValue()));
        return html.append("</div></section>\n").toString();
    }

    private void figure(StringBuilder html, Holdings holdings, List<String> of) {
        String who = labels.size() == 1
                ? ""
                : "<strong>" + of.stream().limit(3).map(ReportPage::escaped).collect(Collectors.joining("; "))
                        + (of.size() > 3 ? " and %d more".formatted(of.size() - 3) : "") + "</strong> ";
        html.append("<figure><figcaption>")
                .append(who)
                .append(told(holdings))
                .append("</figcaption>")
                .append(svg(holdings))
                .append("</figure>\n");
    }

    private static String told(Holdings holdings) {
        String some = holdings.shown().size() < holdings.clients()
                ? ", %d of them shown by size".formatted(holdings.shown().size())
                : "";
        return "%s%s hold %s examples each, of %s classes."
                .formatted(
                        Quantity.counted(holdings.clients(), "client"),
                        some,
                        spread(holdings.examples()),
                        spread(holdings.classes()));
    }

    private static String spread(Holdings.Spread spread) {
        return spread.least() == spread.most()
                ? Quantity.count(spread.least())
                : "%s to %s (median %s)"
                        .formatted(
                                Quantity.count(spread.least()),
                                Quantity.count(spread.most()),
                                Quantity.count(spread.median()));
    }

    private static String svg(Holdings holdings) {
        List<Holdings.Share> shares = holdings.shown();
        int classes =
                shares.stream().mapToInt(share -> share.byClass().size()).max().orElse(0);
        double cell = (double) WIDTH / Math.max(1, classes);
        int row = shares.size() <= FEWEST_ROWS ? 14 : shares.size() <= 25 ? 10 : 7;
        int most = shares.stream()
                .flatMap(share -> share.byClass().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(1);
        int height = HEAD + row * shares.size() + FOOT;
        StringBuilder svg = new StringBuilder(
                "<svg class=\"strip\" width=\"%1$d\" viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-label=\"examples by client and class\">"
                        .formatted(LEFT + WIDTH + TOTALS, height));
        classLabels(svg, classes, cell);
        for (int i = 0; i < shares.size(); i++) {
            share(
                    svg,
                    shares.get(i),
                    HEAD + row * i,
                    row,
                    new Scale(cell, most, holdings.examples().most()));
        }
        return svg.append("</svg>").toString();
    }

    /** What the cells of all clients have in common. */
    private record Scale(double cell, int mostOfClass, int mostOfClient) {}

    private static void classLabels(StringBuilder svg, int classes, double cell) {
        int every = (int) Math.ceil(ROOM_FOR_LABEL / cell);
        IntStream.range(0, classes)
                .filter(k -> k % every == 0)
                .forEach(k -> svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
                        LEFT + cell * (k + 0.5),
                        HEAD - 5,
                        k)));
    }

    private static void share(StringBuilder svg, Holdings.Share share, int top, int row, Scale scale) {
        svg.append(share.attacker() ? "<g class=\"attacker\">" : "<g>")
                .append("<title>")
                .append(share.attacker() ? "attacker " : "client ")
                .append(share.client())
                .append(": ")
                .append(share.total())
                .append(" examples; by class ")
                .append(share.byClass().stream().map(String::valueOf).collect(Collectors.joining(" ")))
                .append("</title>");
        if (row >= FEWEST_PIXELS_OF_TEXT) {
            svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>"
                    .formatted(LEFT - 4, top + row / 2 + 3, share.client()));
        }
        for (int k = 0; k < share.byClass().size(); k++) {
            int count = share.byClass().get(k);
            if (count > 0) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill-opacity=\"%.2f\"/>",
                        LEFT + scale.cell * k,
                        top,
                        Math.max(1, scale.cell - 1),
                        row - 1,
                        0.08 + 0.92 * count / scale.mostOfClass));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"total\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/></g>\n",
                LEFT + WIDTH + 4,
                top,
                (double) (TOTALS - 8) * share.total() / Math.max(1, scale.mostOfClient),
                row - 1));
    }
}
