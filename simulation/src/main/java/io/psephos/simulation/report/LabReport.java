package io.psephos.simulation.report;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.lab.Cell;
import io.psephos.simulation.lab.CellResult;
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
        StringBuilder body = new StringBuilder(
                ("<p>%s. Each field: the accuracy that is left under the attack that leaves least, %s;"
                                + " f attackers beside %d honest clients; of their examples the share at the left"
                                + " is partitioned at random and the rest by class.</p>%n")
                        .formatted(
                                counted(results.size(), "job"),
                                file.seeds().size() == 1
                                        ? "one seed"
                                        : "mean of " + file.seeds().size() + " seeds",
                                file.honest()));
        body.append("<div class=\"plots\">");
        for (String defence : file.defences().keySet()) {
            figure(body, defence, false);
        }
        body.append("</div>");
        if (outcomes.values().stream().anyMatch(outcome -> !Double.isNaN(outcome.backdoorSuccess()))) {
            body.append(
                    "<h2>Backdoors</h2><p>Share of triggered examples that get the attackers' class.</p><div class=\"plots\">");
            for (String defence : file.defences().keySet()) {
                figure(body, defence, true);
            }
            body.append("</div>");
        }
        return ReportPage.of(
                "Attack lab: " + file.name(),
                body + attacks()
                        + "<p>The numbers: <a href=\"cells.csv\">cells.csv</a>, <a href=\"result.json\">result.json</a>.</p>");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private void figure(StringBuilder body, String defence, boolean backdoor) {
        HeatMap map = new HeatMap(
                "alike",
                file.heterogeneity().stream().map(String::valueOf).toList(),
                "f",
                file.byzantine().stream().map(String::valueOf).toList(),
                backdoor);
        List<List<Field>> fields = new ArrayList<>();
        for (double similarity : file.heterogeneity()) {
            List<Field> row = new ArrayList<>();
            for (int byzantine : file.byzantine()) {
                row.add(field(defence, byzantine, similarity, backdoor));
            }
            fields.add(row);
        }
        body.append("<figure><figcaption>")
                .append(ReportPage.escaped(defence))
                .append("</figcaption>")
                .append(map.svg(fields))
                .append("</figure>\n");
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
                        String.format(Locale.ROOT, "%s %.4f", outcome.place().attack(), outcome.accuracy()))
                .collect(Collectors.joining(", "));
        return backdoor
                ? new Field(opened(here), "", all)
                : new Field(worst(here).accuracy(), worst(here).place().attack(), all);
    }

    /** The table of attacks: the mean over all places, a line a defence. */
    private String attacks() {
        List<String> attacks =
                outcomes.keySet().stream().map(Cell.Place::attack).distinct().toList();
        StringBuilder table = new StringBuilder(
                "<h2>Attack by attack</h2><p>Accuracy, mean over all fields.</p><table><tr><th>defence</th>");
        attacks.forEach(attack ->
                table.append("<th>").append(ReportPage.escaped(attack)).append("</th>"));
        table.append("</tr>\n");
        for (String defence : file.defences().keySet()) {
            table.append("<tr><td>").append(ReportPage.escaped(defence)).append("</td>");
            for (String attack : attacks) {
                table.append("<td>").append(mean(defence, attack)).append("</td>");
            }
            table.append("</tr>\n");
        }
        return table + "</table>\n";
    }

    private String mean(String defence, String attack) {
        double mean = outcomes.values().stream()
                .filter(outcome -> outcome.place().defence().equals(defence)
                        && outcome.place().attack().equals(attack))
                .mapToDouble(Outcome::accuracy)
                .average()
                .orElse(Double.NaN);
        return Double.isNaN(mean) ? "–" : String.format(Locale.ROOT, "%.4f", mean);
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
