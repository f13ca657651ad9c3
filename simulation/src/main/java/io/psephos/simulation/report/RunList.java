package io.psephos.simulation.report;

import java.util.List;

/** The runs one by one, with what it takes to run them again: job file, seed, digest. */
final class RunList {
    private final List<Setting> settings;

    RunList(Settings settings) {
        this.settings = settings.all();
    }

    String html() {
        StringBuilder html = new StringBuilder("<section class=\"runs\"><h2>Job files and seeds</h2>\n");
        for (Setting setting : settings) {
            html.append(setting.place() == 0 ? "<details class=\"best\">" : "<details>")
                    .append("<summary>")
                    .append(ResultTable.swatch(setting.place()))
                    .append(ReportPage.escaped(setting.label()))
                    .append(" <span>")
                    .append(seeds(setting))
                    .append("</span></summary>\n");
            runs(html, setting);
            ReportRun first = setting.runs().getFirst();
            facts(html, first);
            html.append("<p>The job file as it was run")
                    .append(setting.runs().size() > 1 ? " with seed " + first.seed() : "")
                    .append(":</p><pre>")
                    .append(ReportPage.escaped(first.job().strip()))
                    .append("</pre></details>\n");
        }
        return html.append("</section>\n").toString();
    }

    private static String seeds(Setting setting) {
        return setting.runs().size() == 1
                ? "seed " + setting.runs().getFirst().seed()
                : Quantity.counted(setting.runs().size(), "seed");
    }

    private static void runs(StringBuilder html, Setting setting) {
        html.append("<table class=\"cards\"><thead><tr><th scope=\"col\">seed</th><th scope=\"col\">final accuracy</th>"
                + "<th scope=\"col\">rounds</th><th scope=\"col\">time</th><th scope=\"col\">digest of the last version</th>"
                + "<th scope=\"col\">end</th></tr></thead><tbody>\n");
        for (ReportRun run : setting.runs()) {
            html.append("<tr><th scope=\"row\">")
                    .append(run.seed())
                    .append("</th>")
                    .append(cell("final accuracy", Quantity.percent(run.accuracy())))
                    .append(cell("rounds", Quantity.count(run.totals().rounds())))
                    .append(cell("time", Quantity.seconds(run.totals().seconds())))
                    .append(cell(
                            "digest",
                            run.digest().isEmpty()
                                    ? Quantity.NONE
                                    : "<code>" + ReportPage.escaped(run.digest()) + "</code>"))
                    .append(cell(
                            "end",
                            run.failure() == null
                                    ? "finished"
                                    : "<span class=\"failed\">" + ReportPage.escaped(run.failure()) + "</span>"))
                    .append("</tr>\n");
        }
        html.append("</tbody></table>\n");
    }

    private static String cell(String head, String value) {
        return "<td data-head=\"" + head + "\">" + value + "</td>";
    }

    private static void facts(StringBuilder html, ReportRun run) {
        if (run.facts().isEmpty()) {
            return;
        }
        html.append("<dl class=\"facts\">");
        for (ReportRun.Fact fact : run.facts()) {
            html.append("<div><dt>")
                    .append(ReportPage.escaped(fact.name()))
                    .append("</dt><dd>")
                    .append(ReportPage.escaped(fact.value()))
                    .append("</dd></div>");
        }
        html.append("</dl>\n");
    }
}
