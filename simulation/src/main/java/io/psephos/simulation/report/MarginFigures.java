package io.psephos.simulation.report;

import io.psephos.aggregation.VoteMargins;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Small pictures of the margins of each setting's last vote: the share of coordinates in each tenth. */
final class MarginFigures {
    private static final int MOST = 12;
    private static final int WIDTH = 200;
    private static final int HEIGHT = 60;
    private static final int FOOT = 16;

    private final List<Setting> settings;

    MarginFigures(Collection<Setting> settings) {
        this.settings = settings.stream().limit(MOST).toList();
    }

    String html() {
        StringBuilder html = new StringBuilder("<div><p class=\"note\">The margin of a coordinate is |votes for − votes"
                + " against| ÷ voters. In the last round, the share of coordinates with each margin, from a tie at the left to"
                + " all voters of one mind at the right:</p>\n<div class=\"small-multiples\">\n");
        for (Setting setting : settings) {
            setting.counted().stream()
                    .filter(run -> !run.margins().isEmpty())
                    .findFirst()
                    .ifPresent(
                            run -> figure(html, setting, run.margins().getLast().votes()));
        }
        return html.append("</div></div>\n").toString();
    }

    private static void figure(StringBuilder html, Setting setting, VoteMargins margins) {
        html.append("<figure><figcaption><strong>")
                .append(ResultTable.swatch(setting.place()))
                .append(ReportPage.escaped(setting.label()))
                .append("</strong> mean %.2f, ties %s, unanimous %s"
                        .formatted(
                                margins.mean(),
                                Quantity.percent(margins.ties()),
                                Quantity.percent(margins.unanimous())))
                .append("</figcaption>");
        if (!margins.histogram().isEmpty()) {
            bars(html, margins.histogram());
        }
        html.append("</figure>\n");
    }

    private static void bars(StringBuilder html, List<Double> shares) {
        double most = Math.max(
                1e-9, shares.stream().mapToDouble(Double::doubleValue).max().orElse(1));
        double width = (double) WIDTH / shares.size();
        html.append(
                "<svg class=\"strip\" width=\"%1$d\" viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-label=\"histogram of margins\">"
                        .formatted(WIDTH, HEIGHT + FOOT));
        for (int i = 0; i < shares.size(); i++) {
            double height = (HEIGHT - 2) * shares.get(i) / most;
            html.append(String.format(
                    Locale.ROOT,
                    "<g><title>%.1f to %.1f: %.1f %%</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></g>",
                    (double) i / shares.size(),
                    (i + 1.0) / shares.size(),
                    100 * shares.get(i),
                    width * i + 0.5,
                    HEIGHT - height,
                    width - 1,
                    height));
        }
        html.append("<text x=\"0\" y=\"%1$d\">0</text><text x=\"%2$d\" y=\"%1$d\" text-anchor=\"middle\">0.5</text>"
                .formatted(HEIGHT + FOOT - 3, WIDTH / 2));
        html.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">1</text></svg>".formatted(WIDTH, HEIGHT + FOOT - 3));
    }
}
