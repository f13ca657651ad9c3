package io.psephos.simulation.report;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.lab.Cell;
import io.psephos.simulation.lab.CellResult;
import io.psephos.simulation.lab.Cells;
import io.psephos.simulation.lab.LabFile;
import io.psephos.simulation.report.HeatMap.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A report of the accuracy under the worst attack, defence by defence, as {@code index.html}, {@code cells.csv} and
 * {@code result.json}.
 */
public final class LabReport {
    private final LabFile file;
    private final List<CellResult> results;
    private final Map<Cell.Place, String> gaps;
    private final Map<Cell.Place, Outcome> outcomes;

    public LabReport(LabFile file, List<CellResult> results) {
        this.file = file;
        this.results = results;
        this.gaps = file.cells().gaps();
        this.outcomes = results.stream()
                .collect(Collectors.groupingBy(
                        LabReport::place,
                        LinkedHashMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), Outcome::new)));
    }

    private static Cell.Place place(CellResult result) {
        return new Cell.Place(result.defence(), result.attack(), result.byzantine(), result.similarity());
    }

    /** The results of all seeds at one place. */
    private record Outcome(List<CellResult> seeds) {
        double mean(ToDoubleFunction<CellResult> value) {
            return seeds.stream().mapToDouble(value).average().orElse(Double.NaN);
        }

        double accuracy() {
            return mean(CellResult::accuracy);
        }

        double backdoorSuccess() {
            return mean(result -> result.backdoorSuccess() == null ? Double.NaN : result.backdoorSuccess());
        }

        Cell.Place place() {
            return LabReport.place(seeds.get(0));
        }
    }

    /** @param directory made where it is missing; the three files are written over */
    public void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("index.html"), page());
        Files.writeString(directory.resolve("cells.csv"), csv());
        Files.writeString(
                directory.resolve("result.json"), ProtocolJson.strict().writeValueAsString(summary()) + "\n");
    }

    /** The JSON that {@code psephos attack-lab --json} prints: each defence under the worst attack. */
    public Map<String, Object> summary() {
        List<Map<String, Object>> worst = new ArrayList<>();
        for (String defence : file.defences().keySet()) {
            for (double similarity : file.heterogeneity()) {
                for (int byzantine : file.byzantine()) {
                    List<Outcome> here = at(defence, byzantine, similarity);
                    if (!here.isEmpty()) {
                        worst.add(row(worst(here), here));
                    }
                }
            }
        }
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("name", file.name());
        summary.put("cells", results.size());
        summary.put("worst", worst);
        return summary;
    }

    private static Map<String, Object> row(Outcome worst, List<Outcome> here) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("defence", worst.place().defence());
        row.put("similarity", worst.place().similarity());
        row.put("byzantine", worst.place().byzantine());
        row.put("attack", worst.place().attack());
        row.put("accuracy", worst.accuracy());
        double opened = opened(here);
        if (!Double.isNaN(opened)) {
            row.put("backdoorSuccess", opened);
        }
        return row;
    }

    /** The text table: every attack a line, the worst first in each place. */
    public String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, "%-28s %10s %4s %9s  %s%n", "defence", "similarity", "f", "accuracy", "worst attack"));
        for (String defence : file.defences().keySet()) {
            for (double similarity : file.heterogeneity()) {
                for (int byzantine : file.byzantine()) {
                    List<Outcome> here = at(defence, byzantine, similarity);
                    if (!here.isEmpty()) {
                        Outcome worst = worst(here);
                        table.append(String.format(
                                Locale.ROOT,
                                "%-28s %10s %4d %9.4f  %s%n",
                                defence,
                                similarity,
                                byzantine,
                                worst.accuracy(),
                                worst.place().attack()));
                    }
                }
            }
        }
        return table.toString();
    }

    private List<Outcome> at(String defence, int byzantine, double similarity) {
        return outcomes.values().stream()
                .filter(outcome -> outcome.place().defence().equals(defence)
                        && outcome.place().byzantine() == byzantine
                        && outcome.place().similarity() == similarity)
                .toList();
    }

    private static Outcome worst(List<Outcome> here) {
        return here.stream().min(Comparator.comparingDouble(Outcome::accuracy)).orElseThrow();
    }

    /** The best success rate of any backdoor; NaN where there was none. */
    private static double opened(List<Outcome> here) {
        return here.stream()
                .mapToDouble(Outcome::backdoorSuccess)
                .filter(share -> !Double.isNaN(share))
                .max()
                .orElse(Double.NaN);
    }

    private String page() {
        Map<String, String> styles = new TreeMap<>();
        StringBuilder body = new StringBuilder("<header><h1>Attack lab: ")
                .append(ReportPage.escaped(file.name()))
                .append("</h1>\n")
                .append(findings())
                .append("</header>\n<main class=\"lab\">\n<section><h2>Accuracy under the worst attack</h2>\n")
                .append(
                        ("<p class=\"note\">%s, %s. Each field: the accuracy that is left under the attack that leaves least."
                                        + " Across: f, the attackers beside %d honest clients; f\u00a0=\u00a00 is what the defence costs in"
                                        + " peace. Down: the share of the examples that is partitioned at random, the rest by"
                                        + " class.</p>%n")
                                .formatted(
                                        counted(results.size(), "job"),
                                        file.seeds().size() == 1
                                                ? "one seed"
                                                : "mean of " + file.seeds().size() + " seeds",
                                        file.honest()));
        figures(body, false, styles);
        body.append("</section>\n");
        if (outcomes.values().stream().anyMatch(outcome -> !Double.isNaN(outcome.backdoorSuccess()))) {
            body.append("<section><h2>Backdoors</h2>\n"
                    + "<p class=\"note\">Share of triggered examples that get the attackers' class.</p>\n");
            figures(body, true, styles);
            body.append("</section>\n");
        }
        body.append(attacks())
                .append(
                        "<section class=\"runs\"><h2>Lab file</h2>\n<details class=\"best\"><summary>The lab as it was run"
                                + " <span>seeds ")
                .append(file.seeds().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                .append("</span></summary><pre>")
                .append(ReportPage.escaped(file.render().strip()))
                .append(
                        "</pre></details></section>\n</main>\n<footer><p>The numbers, beside this page:"
                                + " <a href=\"cells.csv\">cells.csv</a>, <a href=\"result.json\">result.json</a>.</p></footer>\n");
        return ReportPage.of("Attack lab: " + file.name(), body.toString(), styles.values());
    }

    /** Which defence keeps most when most attack the most alike clients, and which is best in peace. */
    private String findings() {
        double similarity = file.heterogeneity().stream().max(Double::compare).orElse(1.0);
        int most = file.byzantine().stream().max(Integer::compare).orElse(0);
        StringBuilder findings =
                new StringBuilder("<p class=\"question\">Which defence keeps the accuracy?</p>\n<p class=\"lead\">");
        best(0, similarity)
                .ifPresent(outcome -> findings.append(
                        "Where clients are most alike (%s), <strong>%s</strong> is best in peace, at %s."
                                .formatted(
                                        similarity,
                                        ReportPage.escaped(outcome.place().defence()),
                                        Quantity.percent(outcome.accuracy()))));
        if (most > 0) {
            best(most, similarity)
                    .ifPresent(outcome -> findings.append(
                            " Under the worst attack by %d of %d clients <strong>%s</strong> keeps most, <strong>%s</strong>."
                                    .formatted(
                                            most,
                                            most + file.honest(),
                                            ReportPage.escaped(outcome.place().defence()),
                                            Quantity.percent(outcome.accuracy()))));
        }
        return findings.append("</p>\n").toString();
    }

    /** The outcome of the defence that keeps most under its worst attack. */
    private Optional<Outcome> best(int byzantine, double similarity) {
        return file.defences().keySet().stream()
                .map(defence -> at(defence, byzantine, similarity))
                .filter(here -> !here.isEmpty())
                .map(LabReport::worst)
                .max(Comparator.comparingDouble(Outcome::accuracy));
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private void figures(StringBuilder body, boolean backdoor, Map<String, String> styles) {
        List<Integer> byzantine = file.byzantine().stream()
                .filter(attackers -> !backdoor || attackers > 0)
                .toList();
        HeatMap map = new HeatMap(
                "alike",
                file.heterogeneity().stream().map(String::valueOf).toList(),
                "f",
                byzantine.stream().map(String::valueOf).toList(),
                backdoor);
        body.append("<div class=\"heats\">\n");
        for (String defence : file.defences().keySet()) {
            List<List<Field>> fields = file.heterogeneity().stream()
                    .map(similarity -> byzantine.stream()
                            .map(attackers -> field(defence, attackers, similarity, backdoor))
                            .toList())
                    .toList();
            body.append("<figure><figcaption><strong>")
                    .append(ReportPage.escaped(defence))
                    .append("</strong></figcaption>")
                    .append(map.html(fields, styles))
                    .append("</figure>\n");
        }
        body.append("</div>\n");
    }

    private Field field(String defence, int byzantine, double similarity, boolean backdoor) {
        List<Outcome> here = at(defence, byzantine, similarity);
        if (here.isEmpty()) {
            String why = gaps.entrySet().stream()
                    .filter(gap -> gap.getKey().defence().equals(defence)
                            && gap.getKey().byzantine() == byzantine)
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("no job");
            return new Field(Double.NaN, "", why);
        }
        String all = here.stream()
                .sorted(Comparator.comparingDouble(Outcome::accuracy))
                .map(outcome ->
                        "%s %s".formatted(named(outcome.place().attack()), Quantity.percent(outcome.accuracy())))
                .collect(Collectors.joining(", "));
        return backdoor
                ? new Field(opened(here), "", all)
                : new Field(worst(here).accuracy(), named(worst(here).place().attack()), all);
    }

    private static String named(String attack) {
        return attack.equals(Cells.PEACE) ? "no attack" : attack;
    }

    /** The table of attacks: the mean over all places, a line a defence. */
    private String attacks() {
        List<String> attacks =
                outcomes.keySet().stream().map(Cell.Place::attack).distinct().toList();
        StringBuilder table = new StringBuilder("<section><h2>Attack by attack</h2>\n"
                + "<p class=\"note\">Accuracy, mean over all fields.</p>\n<table class=\"cards\"><thead><tr>"
                + "<th scope=\"col\">defence</th>");
        attacks.forEach(attack -> table.append("<th scope=\"col\">")
                .append(ReportPage.escaped(named(attack)))
                .append("</th>"));
        table.append("</tr></thead><tbody>\n");
        for (String defence : file.defences().keySet()) {
            table.append("<tr><th scope=\"row\">")
                    .append(ReportPage.escaped(defence))
                    .append("</th>");
            for (String attack : attacks) {
                table.append("<td data-head=\"")
                        .append(ReportPage.escaped(named(attack)))
                        .append("\">")
                        .append(mean(defence, attack))
                        .append("</td>");
            }
            table.append("</tr>\n");
        }
        return table + "</tbody></table></section>\n";
    }

    private String mean(String defence, String attack) {
        double mean = outcomes.values().stream()
                .filter(outcome -> outcome.place().defence().equals(defence)
                        && outcome.place().attack().equals(attack))
                .mapToDouble(Outcome::accuracy)
                .average()
                .orElse(Double.NaN);
        return Quantity.percent(mean);
    }

    private String csv() {
        StringBuilder csv = new StringBuilder(
                "defence,attack,byzantine,similarity,seed,state,accuracy,best,backdoor_success,rounds,refused,seconds,digest\n");
        for (CellResult result : results) {
            csv.append("%s,%s,%d,%s,%d,%s,%s,%s,%s,%d,%d,%s,%s%n"
                    .formatted(
                            quoted(result.defence()),
                            quoted(result.attack()),
                            result.byzantine(),
                            result.similarity(),
                            result.seed(),
                            result.state(),
                            result.accuracy(),
                            result.best(),
                            result.backdoorSuccess() == null ? "" : result.backdoorSuccess(),
                            result.rounds(),
                            result.refused(),
                            result.seconds(),
                            result.digest()));
        }
        return csv.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
