package io.psephos.simulation.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** What a report says in sentences: which setting is better, by how much, and at what cost. */
final class Findings {
    private final Settings settings;

    Findings(Settings settings) {
        this.settings = settings;
    }

    String html() {
        List<Setting> all = settings.all();
        if (all.isEmpty()) {
            return "<p class=\"lead\">Nothing was run.</p>\n";
        }
        if (all.getFirst().accuracy().isEmpty()) {
            return "<p class=\"lead\">Nothing was evaluated.</p>\n";
        }
        return all.size() == 1 ? "<p class=\"lead\">" + one(all.getFirst()) + "</p>\n" : several(all);
    }

    private String one(Setting setting) {
        String cost = setting.mean(ReportRun.Totals::updates) == 0
                ? ""
                : "; a client sent %s for an update, %s less than as float32"
                        .formatted(
                                Quantity.bytes(setting.bytesUpPerUpdate()),
                                ResultTable.ratio(setting, setting.bytesUpPerUpdate()));
        return "Final accuracy <strong>%s</strong> after %s%s.%s"
                .formatted(
                        accuracy(setting),
                        Quantity.counted(Math.round(setting.mean(ReportRun.Totals::rounds)), "round"),
                        cost,
                        setting.isFinished() ? "" : " It did not finish.");
    }

    private String several(List<Setting> all) {
        List<String> sentences = new ArrayList<>();
        Setting best = all.getFirst();
        sentences.add("<strong>%s</strong> ends highest, at <strong>%s</strong>."
                .formatted(ReportPage.escaped(best.label()), accuracy(best)));
        Setting next = all.get(1);
        if (next.isFinished() && next.accuracy().isPresent()) {
            sentences.add("Next is %s at %s.".formatted(ReportPage.escaped(next.label()), accuracy(next))
                    + chance(best, next));
        }
        if (settings.target().isPresent()) {
            double target = settings.target().getAsDouble();
            all.stream()
                    .filter(Setting::isFinished)
                    .filter(setting ->
                            setting.reaches(target).seeds() == setting.counted().size())
                    .min(Comparator.comparingDouble(
                            setting -> setting.reaches(target).bytesUp() / clients(setting)))
                    .ifPresent(cheapest -> sentences.add("To %s, %s sends least: %s a client."
                            .formatted(
                                    Quantity.percent(target),
                                    cheapest.place() == best.place() ? "it also" : ReportPage.escaped(cheapest.label()),
                                    Quantity.bytes(cheapest.reaches(target).bytesUp() / clients(cheapest)))));
        }
        return "<p class=\"question\">Which setting is better?</p>\n<p class=\"lead\">" + String.join(" ", sentences)
                + "</p>\n";
    }

    static double clients(Setting setting) {
        return Math.max(1, setting.mean(ReportRun.Totals::clients));
    }

    /** What is to be said of two settings that are near each other. */
    private static String chance(Setting best, Setting next) {
        OptionalDouble one = best.deviation();
        OptionalDouble other = next.deviation();
        if (one.isEmpty() || other.isEmpty()) {
            return " With one seed each, a small difference may be chance.";
        }
        double apart = best.accuracy().orElse(0) - next.accuracy().orElse(0);
        return apart < Math.hypot(one.getAsDouble(), other.getAsDouble())
                ? " They differ by less than their seeds do."
                : "";
    }

    private static String accuracy(Setting setting) {
        OptionalDouble mean = setting.accuracy();
        OptionalDouble deviation = setting.deviation();
        return mean.isEmpty()
                ? Quantity.NONE
                : Quantity.percent(mean.getAsDouble())
                        + (deviation.isPresent() ? " ± " + Quantity.points(deviation.getAsDouble()) : "");
    }
}
