package io.psephos.simulation.report;

import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A report of a simulation as {@code index.html}, {@code metrics.csv} and {@code result.json}. */
public final class Report {
    private final JobSpec spec;
    private final SimulationResult result;
    private final ReportRun run;

    /** @param run the same, as the page shows it */
    public Report(JobSpec spec, SimulationResult result, ReportRun run) {
        this.spec = spec;
        this.result = result;
        this.run = run;
    }

    /** @param directory made where it is missing; the three files are written over */
    public void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("index.html"),
                new RunsReport(spec.name(), List.of(run), List.of(), List.of("metrics.csv", "result.json")).page());
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
        summary.put("attack", spec.simulation().attack().choice().word());
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

    private static @Nullable Double finite(double value) {
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
}
