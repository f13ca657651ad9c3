package io.psephos.simulation.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The runs of a sweep as comma-separated values by RFC 4180, a line each; numbers are written as JSON has them. */
public final class SweepTable {
    private static final String END = "\r\n";
    private static final List<String> RESULTS = List.of(
            "seed",
            "state",
            "reason",
            "accuracy",
            "loss",
            "rounds",
            "updates",
            "refused",
            "seconds",
            "upload_bytes",
            "download_bytes",
            "upload_bytes_per_update",
            "download_bytes_per_update",
            "float32_bytes_per_update",
            "version",
            "digest",
            "file");

    private SweepTable() {}

    /** Returns the table: the job, the keys that were set, and what came of it. */
    public static String of(List<Sweep.Result> results, RunStore store) {
        Set<String> keys = new LinkedHashSet<>();
        results.forEach(result -> keys.addAll(result.run().set().keySet()));
        List<String> head = new ArrayList<>(List.of("job"));
        head.addAll(keys);
        head.addAll(RESULTS);
        StringBuilder table = new StringBuilder(line(head));
        for (Sweep.Result result : results) {
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(result.run().job());
            keys.forEach(key -> cells.add(result.run().text(key)));
            cells.addAll(cells(result.result()));
            cells.add(store.file(result.run(), result.result()).getFileName());
            table.append(line(cells));
        }
        return table.toString();
    }

    private static List<@Nullable Object> cells(RunRecord run) {
        return Arrays.asList(
                run.seed(),
                run.state(),
                run.reason(),
                run.accuracy(),
                run.loss(),
                run.rounds(),
                run.updates(),
                run.refused(),
                run.seconds(),
                run.uploadBytes(),
                run.downloadBytes(),
                run.uploadBytesPerUpdate(),
                run.downloadBytesPerUpdate(),
                run.float32BytesPerUpdate(),
                run.version(),
                run.digest());
    }

    private static String line(List<? extends @Nullable Object> cells) {
        return cells.stream().map(cell -> quoted(Objects.toString(cell, ""))).collect(Collectors.joining(",")) + END;
    }

    private static String quoted(String cell) {
        return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell;
    }
}
