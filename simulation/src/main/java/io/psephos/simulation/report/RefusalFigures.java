package io.psephos.simulation.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Strips of refused updates over rounds, a strip a problem code. */
final class RefusalFigures {
    private static final int MOST = 12;
    private static final int STRETCHES = 60;

    private final List<Setting> settings;
    private final int refusing;

    RefusalFigures(Settings settings) {
        List<Setting> all = settings.all().stream()
                .filter(setting -> setting.counted().stream()
                        .anyMatch(run -> !run.refusals().isEmpty()))
                .toList();
        this.refusing = all.size();
        this.settings = all.stream()
                .sorted(Comparator.comparing(setting -> -setting.mean(ReportRun.Totals::refused)))
                .limit(MOST)
                .toList();
    }

    String html() {
        if (settings.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section class=\"refusals\"><h2>Refused updates</h2>\n"
                + "<p class=\"note\">By problem code, from the first round at the left to the last at the right: the"
                + " darker, the more were refused. Numbers are of all rounds"
                + (settings.stream().anyMatch(setting -> setting.counted().size() > 1) ? " and seeds" : "") + ".");
        if (refusing > MOST) {
            html.append(" Shown are the %d settings of %d that refused most.".formatted(MOST, refusing));
        }
        html.append("</p>\n<div class=\"small-multiples\">\n");
        settings.forEach(setting -> figure(html, setting));
        return html.append("</div></section>\n").toString();
    }

    private void figure(StringBuilder html, Setting setting) {
        html.append("<figure><figcaption><strong>")
                .append(ResultTable.swatch(setting.place()))
                .append(ReportPage.escaped(setting.label()))
                .append("</strong></figcaption>\n<dl class=\"codes\">");
        byCode(setting).forEach((code, counts) -> {
            long all = 0;
            for (long count : counts) {
                all += count;
            }
            html.append("<dt>")
                    .append(ReportPage.escaped(code))
                    .append(" <span>")
                    .append(Quantity.count(all))
                    .append("</span></dt><dd>")
                    .append(strip(code, counts))
                    .append("</dd>\n");
        });
        html.append("</dl></figure>\n");
    }

    private static Map<String, long[]> byCode(Setting setting) {
        long rounds = 1;
        for (ReportRun run : setting.counted()) {
            rounds = Math.max(rounds, run.totals().rounds());
            for (ReportRun.Refusals refusals : run.refusals()) {
                rounds = Math.max(rounds, refusals.round());
            }
        }
        int stretches = (int) Math.min(STRETCHES, rounds);
        Map<String, long[]> byCode = new TreeMap<>();
        for (ReportRun run : setting.counted()) {
            for (ReportRun.Refusals refusals : run.refusals()) {
                int stretch = (int) ((refusals.round() - 1) * stretches / rounds);
                refusals.byCode()
                        .forEach((code, count) ->
                                byCode.computeIfAbsent(code, one -> new long[stretches])[stretch] += count);
            }
        }
        return byCode;
    }

    private static String strip(String code, long[] counts) {
        long most = 1;
        for (long count : counts) {
            most = Math.max(most, count);
        }
        StringBuilder svg = new StringBuilder(
                "<svg class=\"strip\" viewBox=\"0 0 %d 6\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s over rounds\">"
                        .formatted(counts.length, ReportPage.escaped(code)));
        svg.append("<rect class=\"ground\" width=\"%d\" height=\"6\"/>".formatted(counts.length));
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" width=\"1\" height=\"6\" fill-opacity=\"%.2f\"/>",
                        i,
                        0.15 + 0.85 * counts[i] / most));
            }
        }
        return svg.append("</svg>").toString();
    }
}
