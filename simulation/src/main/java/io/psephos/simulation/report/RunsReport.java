package io.psephos.simulation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A page that compares runs: which setting is better, at what cost, and who held what. It is one file that makes no
 * request; without scripts it still has every number.
 */
public final class RunsReport {
    private final String title;
    private final Settings settings;
    private final List<String> unrun;
    private final List<String> files;

    /**
     * A report of the runs.
     *
     * @param runs of any number of labels; those of one label are seeds of one setting
     * @param unrun labels of what was to be run and was not
     * @param files names of files with the numbers that lie beside the page
     */
    public RunsReport(String title, List<ReportRun> runs, List<String> unrun, List<String> files) {
        this.title = title;
        this.settings = Settings.of(runs);
        this.unrun = List.copyOf(unrun);
        this.files = List.copyOf(files);
    }

    /** The page as HTML. */
    public String page() {
        Map<Setting, Curve> curves = curves(Curve::of);
        Map<Setting, Curve> margins = curves(Curve::ofMargins);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("runs", lines(curves));
        data.put("margins", lines(margins));
        String body = "<header><h1>" + ReportPage.escaped(title) + "</h1>\n" + new Findings(settings).html()
                + unrun()
                + "</header>\n<main>\n"
                + curvesSection(curves)
                + new ResultTable(settings).html()
                + marginsSection(margins)
                + new RefusalFigures(settings).html()
                + new HoldingFigures(settings).html()
                + new RunList(settings).html()
                + "</main>\n"
                + footer(curves);
        return ReportPage.drawn(title, body, data);
    }

    private Map<Setting, Curve> curves(Function<Setting, Curve> curve) {
        Map<Setting, Curve> curves = new LinkedHashMap<>();
        for (Setting setting : settings.all()) {
            Curve one = curve.apply(setting);
            if (!one.isEmpty()) {
                curves.put(setting, one);
            }
        }
        return curves;
    }

    private static List<Map<String, Object>> lines(Map<Setting, Curve> curves) {
        List<Map<String, Object>> lines = new ArrayList<>();
        curves.forEach((setting, curve) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("label", setting.label());
            line.put("place", setting.place());
            line.putAll(curve.columns());
            lines.add(line);
        });
        return lines;
    }

    private String unrun() {
        return unrun.isEmpty()
                ? ""
                : "<p class=\"warning\">Not run: "
                        + unrun.stream().map(ReportPage::escaped).collect(Collectors.joining(", ")) + ".</p>\n";
    }

    private String curvesSection(Map<Setting, Curve> curves) {
        if (curves.isEmpty()) {
            return "<section class=\"curves\"><h2>Curves</h2><p>Nothing was evaluated.</p></section>\n";
        }
        return "<section class=\"curves\"><h2>Curves</h2>\n"
                + "<figure id=\"runs\" data-of=\"runs\" data-measures=\"accuracy loss\"></figure>\n"
                + "<noscript><p>Curves are drawn by a script of this page, and scripts are off; the tables below"
                + " have the numbers.</p></noscript>\n"
                + note(curves)
                + "</section>\n";
    }

    private String note(Map<Setting, Curve> curves) {
        StringBuilder note = new StringBuilder();
        if (settings.haveSeeds()) {
            note.append("A line is the mean over the seeds, the band around it runs from the lowest to the highest"
                    + " seed; a line ends where its first seed does. ");
        }
        if (settings.all().size() > ResultTable.COLOURED) {
            note.append("The best %d are coloured, the others grey. ".formatted(ResultTable.COLOURED));
        }
        long measured = curves.values().stream().mapToLong(Curve::measured).sum();
        long drawn = curves.values().stream().mapToLong(Curve::drawn).sum();
        if (drawn < measured) {
            note.append("Drawn are %s of %s points: long curves are thinned, their peaks and dips are kept. "
                    .formatted(Quantity.count(drawn), Quantity.count(measured)));
        }
        return note.isEmpty() ? "" : "<p class=\"note\">" + note.toString().trim() + "</p>\n";
    }

    private static String marginsSection(Map<Setting, Curve> margins) {
        if (margins.isEmpty()) {
            return "";
        }
        return "<section class=\"margins\"><h2>Vote margins</h2>\n"
                + "<figure id=\"margins\" data-of=\"margins\" data-measures=\"margin\"></figure>\n"
                + new MarginFigures(margins.keySet()).html()
                + "</section>\n";
    }

    private String footer(Map<Setting, Curve> curves) {
        String versions = settings.all().stream()
                .flatMap(setting -> setting.runs().stream())
                .map(ReportRun::version)
                .filter(version -> !version.isEmpty())
                .distinct()
                .map(ReportPage::escaped)
                .collect(Collectors.joining(", "));
        String numbers = files.stream()
                .map(file -> "<a href=\"%1$s\">%1$s</a>".formatted(ReportPage.escaped(file)))
                .collect(Collectors.joining(", "));
        long points = curves.values().stream().mapToLong(Curve::measured).sum();
        return "<footer><p>"
                + List.of(
                                versions.isEmpty() ? "" : "Made by Psephos " + versions + ".",
                                Quantity.counted(points, "evaluated point") + ".",
                                numbers.isEmpty() ? "" : "The numbers, beside this page: " + numbers + ".")
                        .stream()
                        .filter(text -> !Objects.equals(text, ""))
                        .collect(Collectors.joining(" "))
                + "</p></footer>\n";
    }
}
