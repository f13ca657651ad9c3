package io.psephos.simulation.report;

import io.psephos.aggregation.VoteMargins;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A report of a simulation as {@code index.html}, {@code metrics.csv} and {@code result.json}. */
public final class Report {
    private final JobSpec spec;
    private final SimulationResult result;

    public Report(JobSpec spec, SimulationResult result) {
        this.spec = spec;
        this.result = result;
    }

    /** @param directory made where it is missing; the three files are written over */
    public void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("index.html"), page());
        Files.writeString(directory.resolve("metrics.csv"), csv());
        Files.writeString(
                directory.resolve("result.json"),
                ProtocolJson.strict().writeValueAsString(summary(spec, result)) + "\n");
    }

    /** The JSON that {@code psephos simulate --json} prints. */
    public static Map<String, Object> summary(JobSpec spec, SimulationResult result) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("state", result.end().kind().word());
        if (result.end().reason() != null) {
            summary.put("round", result.end().round());
            summary.put("reason", result.end().reason());
        }
        // JSON has no NaN: a job without evaluation has neither.
        summary.put("accuracy", finite(result.accuracy()));
        summary.put("loss", finite(result.loss()));
        summary.put("rounds", result.rounds());
        summary.put("updates", result.updates());
        summary.put("refused", result.refused());
        result.staleness().ifPresent(staleness -> {
            summary.put("staleness", staleness.mean());
            summary.put("stalenessDeviation", staleness.deviation());
        });
        summary.put("seconds", result.elapsed().toNanos() / 1e9);
        summary.put("updatesPerSecond", result.updatesPerSecond());
        summary.put("uploadBytes", result.uploadBytes());
        summary.put("float32UploadBytes", result.updates() * result.float32Bytes());
        summary.put("downloadBytes", result.downloadBytes());
        summary.put("uploadBytesPerUpdate", result.uploadBytesPerUpdate());
        summary.put("downloadBytesPerUpdate", result.downloadBytesPerUpdate());
        summary.put("float32BytesPerUpdate", result.float32Bytes());
        summary.put("attack", spec.simulation().attack().kind().word());
        summary.put("byzantine", spec.simulation().attack().clients());
        if (Double.isFinite(result.backdoorSuccess())) {
            summary.put("backdoorSuccess", result.backdoorSuccess());
        }
        result.margins().ifPresent(margins -> summary.put("margins", margins));
        if (result.unsettledRounds() > 0) {
            summary.put("unsettledRounds", result.unsettledRounds());
        }
        summary.put("digest", result.digest());
        return summary;
    }

    private static @org.jspecify.annotations.Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private String csv() {
        StringBuilder csv = new StringBuilder("round,version,name,value,source,upload_bytes,download_bytes\n");
        Map<Long, Long> up = bytesUntil(StoredRoundSummary::bytesUp);
        Map<Long, Long> down = bytesUntil(StoredRoundSummary::bytesDown);
        for (StoredMetric metric : result.metrics()) {
            csv.append("%d,%d,%s,%s,%s,%d,%d%n"
                    .formatted(
                            metric.round(),
                            metric.version(),
                            metric.name(),
                            metric.value(),
                            metric.source(),
                            up.getOrDefault(metric.round(), 0L),
                            down.getOrDefault(metric.round(), 0L)));
        }
        return csv.toString();
    }

    private String page() {
        return ReportPage.of(spec.name(), """
                <table>%s</table>
                <div class="plots">%s</div>
                <p>The numbers behind the plots: <a href="metrics.csv">metrics.csv</a>, <a href="result.json">result.json</a>.</p>
                """.formatted(facts(), plots()));
    }

    private String facts() {
        StringBuilder facts = new StringBuilder();
        if (result.end().reason() != null) {
            fact(facts, "ended early", ReportPage.escaped(result.end().told()));
        }
        fact(facts, "accuracy", ReportPage.decimal(result.accuracy()));
        fact(facts, "loss", ReportPage.decimal(result.loss()));
        fact(facts, "rounds published", Long.toString(result.rounds()));
        fact(facts, "updates accepted", Long.toString(result.updates()));
        fact(facts, "updates refused", Long.toString(result.refused()));
        fact(facts, "uploaded", bytes(result.uploadBytes(), result.uploadBytesPerUpdate()));
        fact(facts, "downloaded", bytes(result.downloadBytes(), result.downloadBytesPerUpdate()));
        fact(facts, "a model or an update as float32", String.format(Locale.ROOT, "%,d bytes", result.float32Bytes()));
        fact(facts, "codec", ReportPage.escaped(spec.codec().scheme().word()));
        fact(facts, "aggregation", ReportPage.escaped(spec.aggregation().rule().word()));
        fact(facts, "attack", attack());
        result.margins().ifPresent(margins -> fact(facts, "margins of the last round", margins(margins)));
        if (result.unsettledRounds() > 0) {
            fact(facts, "rounds whose rule did not stand", Long.toString(result.unsettledRounds()));
        }
        fact(facts, "digest", "<code>" + result.digest() + "</code>");
        return facts.toString();
    }

    private static String margins(VoteMargins margins) {
        String shares = margins.histogram().stream()
                .map(share -> String.format(Locale.ROOT, "%.3f", share))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "mean %.4f, ties %.4f, unanimous %.4f; by tenths %s",
                margins.mean(),
                margins.ties(),
                margins.unanimous(),
                shares);
    }

    private String attack() {
        JobSpec.Simulation.Attack attack = spec.simulation().attack();
        if (attack.clients() == 0) {
            return "none";
        }
        String who = attack.kind().word() + " by " + attack.clients() + " of "
                + spec.simulation().clients();
        return Double.isFinite(result.backdoorSuccess())
                ? who + String.format(Locale.ROOT, ", opens %.4f of triggered examples", result.backdoorSuccess())
                : who;
    }

    private String plots() {
        List<Plot.Point> accuracyByRound = new ArrayList<>();
        List<Plot.Point> accuracyByBytes = new ArrayList<>();
        List<Plot.Point> lossByRound = new ArrayList<>();
        Map<Long, Long> bytes = bytesUntil(StoredRoundSummary::bytesUp);
        for (StoredMetric metric : result.metrics()) {
            if (metric.name().equals("accuracy")) {
                accuracyByRound.add(new Plot.Point(metric.round() + 1.0, metric.value()));
                accuracyByBytes.add(new Plot.Point(bytes.getOrDefault(metric.round(), 0L) / 1000.0, metric.value()));
            } else if (metric.name().equals("loss")) {
                lossByRound.add(new Plot.Point(metric.round() + 1.0, metric.value()));
            }
        }
        String margins = marginsByRound();
        if (accuracyByRound.isEmpty() && lossByRound.isEmpty()) {
            return "<p>Nothing was evaluated.</p>" + margins;
        }
        return plot("round", "accuracy", accuracyByRound)
                + plot("kB uploaded by all clients", "accuracy", accuracyByBytes)
                + plot("round", "loss", lossByRound)
                + margins;
    }

    /** Nothing without points, as a model may have no accuracy. */
    private static String plot(String across, String up, List<Plot.Point> points) {
        return points.isEmpty() ? "" : new Plot(across, up, points).svg();
    }

    /** The section of vote margins by round; empty where there were no votes. */
    private String marginsByRound() {
        List<Plot.Point> means = new ArrayList<>();
        for (StoredRoundSummary round : result.history()) {
            if (round.margins() != null) {
                means.add(new Plot.Point(round.round() + 1.0, round.margins().mean()));
            }
        }
        return means.isEmpty() ? "" : new Plot("round", "mean margin of votes", means).svg();
    }

    private static String bytes(long all, double each) {
        return String.format(Locale.ROOT, "%,d bytes, %,.0f a client and round", all, each);
    }

    private Map<Long, Long> bytesUntil(ToLongFunction<StoredRoundSummary> bytes) {
        return bytesUntil(result, bytes);
    }

    /** Cumulative bytes at the end of each round. */
    static Map<Long, Long> bytesUntil(SimulationResult result, ToLongFunction<StoredRoundSummary> bytes) {
        Map<Long, Long> until = new HashMap<>();
        long sum = 0;
        for (StoredRoundSummary round : result.history()) {
            sum += bytes.applyAsLong(round);
            until.put(round.round(), sum);
        }
        return until;
    }

    private static void fact(StringBuilder facts, String name, String value) {
        facts.append("<tr><td>").append(name).append("</td><td>").append(value).append("</td></tr>\n");
    }
}
