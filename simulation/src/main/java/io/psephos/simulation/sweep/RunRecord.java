package io.psephos.simulation.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.simulation.RunEnd;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.report.Holdings;
import io.psephos.simulation.report.ReportRun;
import io.psephos.simulation.report.ReportRuns;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run as its file holds it.
 *
 * @param key digest of all that it follows from
 * @param version of the program that ran it
 * @param job which of the job files, by name
 * @param set the values of the keys that were set
 * @param seed of simulation and model
 * @param state {@code finished}, or the kind of an early end
 * @param round in which it ended, from 0; null where it finished, as is the reason
 * @param accuracy of the last evaluation; null where there was none, as is the loss
 * @param rounds that published a version
 * @param updates that were accepted
 * @param refused updates that were not
 * @param backdoorSuccess share of triggered examples that got the attackers' class; null without such an attack
 * @param digest SHA-256 of the last version's parameters, in hex; empty where there is none
 * @param points evaluations by rising round
 * @param holdings who held what; null where the run did not come so far
 * @param refusals rounds with refused updates
 * @param margins rounds that voted
 * @param facts anything else worth a line
 * @param jobFile every key of the job, written out
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RunRecord(
        String key,
        String version,
        String job,
        Map<String, @Nullable Object> set,
        long seed,
        String state,
        @Nullable Long round,
        @Nullable String reason,
        @Nullable Double accuracy,
        @Nullable Double loss,
        long rounds,
        long updates,
        long refused,
        double seconds,
        long uploadBytes,
        long downloadBytes,
        double uploadBytesPerUpdate,
        double downloadBytesPerUpdate,
        long float32BytesPerUpdate,
        @Nullable Double backdoorSuccess,
        String digest,
        List<Point> points,
        @Nullable Holdings holdings,
        List<ReportRun.Refusals> refusals,
        List<ReportRun.Margins> margins,
        List<ReportRun.Fact> facts,
        Map<String, Object> jobFile) {
    public RunRecord {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(digest, "digest");
        RunEnd.Kind.valueOf(state.toUpperCase(Locale.ROOT));
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        points = List.copyOf(points);
        refusals = List.copyOf(refusals);
        margins = List.copyOf(margins);
        facts = List.copyOf(facts);
        jobFile = Collections.unmodifiableMap(new LinkedHashMap<>(jobFile));
    }

    /**
     * One evaluation.
     *
     * @param round number of rounds that were over, from 1
     * @param accuracy null where it was not measured, as is the loss
     * @param uploadBytes sent by all clients so far
     * @param downloadBytes fetched by all clients so far
     * @param seconds since the start of the run; null where it is not known
     */
    public record Point(
            long round,
            @Nullable Double accuracy,
            @Nullable Double loss,
            long uploadBytes,
            long downloadBytes,
            @Nullable Double seconds) {}

    /** The record of a simulation, finished or not. */
    static RunRecord of(SweepRun run, String key, String version, Simulation simulation, SimulationResult result) {
        Holdings holdings = ReportRuns.holdings(simulation.pool());
        ReportRun shown = ReportRuns.of(run.setting(), run.spec(), result, holdings, version);
        RunEnd end = result.end();
        return new RunRecord(
                key,
                version,
                run.job(),
                run.set(),
                run.seed(),
                end.kind().word(),
                end.reason() == null ? null : end.round(),
                end.reason(),
                finite(result.accuracy()),
                finite(result.loss()),
                result.rounds(),
                result.updates(),
                result.refused(),
                result.elapsed().toNanos() / 1e9,
                result.uploadBytes(),
                result.downloadBytes(),
                result.uploadBytesPerUpdate(),
                result.downloadBytesPerUpdate(),
                result.float32Bytes(),
                finite(result.backdoorSuccess()),
                result.digest(),
                shown.points().stream().map(RunRecord::point).toList(),
                holdings,
                shown.refusals(),
                shown.margins(),
                shown.facts(),
                JobFile.render(run.spec()));
    }

    /** The record of a run that did not come to any result. */
    static RunRecord failed(SweepRun run, String key, String version, String reason) {
        return new RunRecord(
                key,
                version,
                run.job(),
                run.set(),
                run.seed(),
                RunEnd.Kind.FAILED.word(),
                0L,
                reason,
                null,
                null,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                null,
                "",
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                JobFile.render(run.spec()));
    }

    private static Point point(ReportRun.Point point) {
        return new Point(
                point.round(), point.accuracy(), point.loss(), point.bytesUp(), point.bytesDown(), point.seconds());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** How the run ended. */
    public RunEnd end() {
        return new RunEnd(RunEnd.Kind.valueOf(state.toUpperCase(Locale.ROOT)), round == null ? 0 : round, reason);
    }

    /** Whether the run published all its rounds, or met the condition that stops it. */
    @JsonIgnore
    public boolean isFinished() {
        return end().isFinished();
    }

    /** Whether another run of the same would end the same way: what failed need not fail again, what diverged would. */
    @JsonIgnore
    public boolean isSettled() {
        return end().kind() != RunEnd.Kind.FAILED && end().kind() != RunEnd.Kind.INTERRUPTED;
    }

    /** The same result for what was set now. */
    RunRecord as(SweepRun run) {
        return new RunRecord(
                key,
                version,
                run.job(),
                run.set(),
                seed,
                state,
                round,
                reason,
                accuracy,
                loss,
                rounds,
                updates,
                refused,
                seconds,
                uploadBytes,
                downloadBytes,
                uploadBytesPerUpdate,
                downloadBytesPerUpdate,
                float32BytesPerUpdate,
                backdoorSuccess,
                digest,
                points,
                holdings,
                refusals,
                margins,
                facts,
                jobFile);
    }

    /** The run as a report shows it. */
    public ReportRun shown(SweepRun run) {
        return new ReportRun(
                run.setting(),
                seed,
                JobYaml.render(run.spec()),
                points.stream()
                        .map(point -> new ReportRun.Point(
                                point.round(),
                                point.accuracy(),
                                point.loss(),
                                point.uploadBytes(),
                                point.downloadBytes(),
                                point.seconds()))
                        .toList(),
                new ReportRun.Totals(
                        run.spec().simulation().clients(),
                        rounds,
                        updates,
                        refused,
                        uploadBytes,
                        downloadBytes,
                        float32BytesPerUpdate,
                        seconds),
                holdings,
                refusals,
                margins,
                facts,
                version,
                digest,
                isFinished() ? null : end().told());
    }
}
