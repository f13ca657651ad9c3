package io.psephos.simulation.report;

import java.util.OptionalDouble;
import java.util.StringJoiner;

/** The table of results, a row a setting, the best first. */
final class ResultTable {
    /** Settings that have a colour of their own. */
    static final int COLOURED = 8;

    private final Settings settings;

    ResultTable(Settings settings) {
        this.settings = settings;
    }

    String html() {
        StringBuilder table =
                new StringBuilder("<section class=\"results\"><h2>Results</h2>\n<table class=\"cards\"><thead><tr>");
        for (Column column : Column.values()) {
            if (column.isNeeded(settings)) {
                table.append("<th scope=\"col\">").append(column.head(settings)).append("</th>");
            }
        }
        table.append("</tr></thead>\n<tbody>\n");
        settings.all().forEach(setting -> row(table, setting));
        return table.append("</tbody></table>\n")
                .append(note())
                .append("</section>\n")
                .toString();
    }

    private void row(StringBuilder table, Setting setting) {
        table.append("<tr><th scope=\"row\">")
                .append(swatch(setting.place()))
                .append(ReportPage.escaped(setting.label()))
                .append("</th>");
        for (Column column : Column.values()) {
            if (column != Column.SETTING && column.isNeeded(settings)) {
                String cell = column.cell(settings, setting);
                table.append(cell.equals(Quantity.NONE) ? "<td class=\"none\" data-head=\"" : "<td data-head=\"")
                        .append(ReportPage.escaped(column.head(settings)))
                        .append("\">")
                        .append(cell)
                        .append("</td>");
            }
        }
        table.append("</tr>\n");
    }

    private String note() {
        StringJoiner note = new StringJoiner(" ");
        if (settings.haveSeeds()) {
            note.add("Means over seeds, ± their standard deviation.");
        }
        settings.target()
                .ifPresent(target -> note.add(
                        "%s is 90&nbsp;%% of the best final accuracy here.".formatted(Quantity.percent(target))));
        note.add("“×” says how many times less that is than as float32.");
        if (settings.haveFailures()) {
            note.add("Runs that did not finish are in no mean, unless none of their setting finished.");
        }
        return "<p class=\"note\">" + note + "</p>\n";
    }

    /** How many times less the bytes are than an update as float32; a dash before the first update. */
    static String ratio(Setting setting, double bytes) {
        return setting.mean(ReportRun.Totals::updates) == 0
                ? Quantity.NONE
                : Quantity.ratio(setting.mean(ReportRun.Totals::float32Bytes) / Math.max(1, bytes));
    }

    /** The line as which a setting is drawn. */
    static String swatch(int place) {
        return "<svg class=\"swatch %s\" viewBox=\"0 0 28 8\" aria-hidden=\"true\"><path d=\"M0 4h28\"/></svg>"
                .formatted(place < COLOURED ? "series-" + (place + 1) : "rest");
    }

    /** The columns of the table. */
    private enum Column {
        SETTING("setting"),
        SEEDS("seeds") {
            @Override
            boolean isNeeded(Settings settings) {
                return settings.haveSeeds();
            }

            @Override
            String cell(Settings settings, Setting setting) {
                return Quantity.count(setting.runs().size());
            }
        },
        ACCURACY("final accuracy") {
            @Override
            String cell(Settings settings, Setting setting) {
                OptionalDouble mean = setting.accuracy();
                if (mean.isEmpty()) {
                    return Quantity.NONE;
                }
                OptionalDouble deviation = setting.deviation();
                return "<strong>" + Quantity.percent(mean.getAsDouble()) + "</strong>"
                        + (deviation.isPresent() ? " ±&nbsp;" + Quantity.points(deviation.getAsDouble()) : "");
            }
        },
        BEST("best") {
            @Override
            String cell(Settings settings, Setting setting) {
                OptionalDouble best = setting.best();
                return best.isPresent() ? Quantity.percent(best.getAsDouble()) : Quantity.NONE;
            }
        },
        ROUNDS_TO("rounds to") {
            @Override
            boolean isNeeded(Settings settings) {
                return settings.target().isPresent();
            }

            @Override
            String head(Settings settings) {
                return "rounds to " + Quantity.percent(settings.target().orElse(0));
            }

            @Override
            String cell(Settings settings, Setting setting) {
                Setting.Reached reached = setting.reaches(settings.target().orElse(0));
                if (reached.seeds() == 0) {
                    return "never";
                }
                int seeds = setting.counted().size();
                return Quantity.count(reached.rounds())
                        + small(Quantity.bytes(reached.bytesUp() / Findings.clients(setting)) + " a client")
                        + (reached.seeds() < seeds ? small(reached.seeds() + " of " + seeds + " seeds") : "");
            }
        },
        UP("sent per update") {
            @Override
            String cell(Settings settings, Setting setting) {
                return traffic(setting, setting.bytesUpPerUpdate());
            }
        },
        DOWN("fetched per update") {
            @Override
            String cell(Settings settings, Setting setting) {
                return traffic(setting, setting.bytesDownPerUpdate());
            }
        },
        ALL("sent per client") {
            @Override
            String cell(Settings settings, Setting setting) {
                return Quantity.bytes(setting.mean(ReportRun.Totals::bytesUp) / Findings.clients(setting));
            }
        },
        ROUNDS("rounds") {
            @Override
            String cell(Settings settings, Setting setting) {
                return Quantity.count(setting.mean(ReportRun.Totals::rounds));
            }
        },
        REFUSED("refused") {
            @Override
            boolean isNeeded(Settings settings) {
                return settings.haveRefusals();
            }

            @Override
            String cell(Settings settings, Setting setting) {
                double refused = setting.mean(ReportRun.Totals::refused);
                return refused == 0 ? Quantity.NONE : Quantity.count(refused);
            }
        },
        TIME("time") {
            @Override
            String cell(Settings settings, Setting setting) {
                return Quantity.seconds(setting.mean(ReportRun.Totals::seconds));
            }
        },
        FAILED("did not finish") {
            @Override
            boolean isNeeded(Settings settings) {
                return settings.haveFailures();
            }

            @Override
            String cell(Settings settings, Setting setting) {
                return setting.failed() == 0
                        ? Quantity.NONE
                        : "<span class=\"failed\">" + setting.failed() + " of "
                                + setting.runs().size() + "</span>";
            }
        };

        private final String head;

        Column(String head) {
            this.head = head;
        }

        boolean isNeeded(Settings settings) {
            return true;
        }

        String head(Settings settings) {
            return head;
        }

        String cell(Settings settings, Setting setting) {
            return "";
        }

        private static String traffic(Setting setting, double bytes) {
            return Quantity.bytes(bytes) + small(ratio(setting, bytes));
        }

        private static String small(String text) {
            return " <small>" + text + "</small>";
        }
    }
}
