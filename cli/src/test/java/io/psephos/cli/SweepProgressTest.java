package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.sweep.RunRecord;
import io.psephos.simulation.sweep.RunStore;
import io.psephos.simulation.sweep.Seeds;
import io.psephos.simulation.sweep.Sweep;
import io.psephos.simulation.sweep.SweepListener;
import io.psephos.simulation.sweep.SweepPlan;
import io.psephos.simulation.sweep.SweepRun;
import io.psephos.simulation.sweep.Variation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the progress display of a sweep, in which a round takes a second of a time of its own. */
class SweepProgressTest {
    private static final DataSet DIGITS = DataSets.digits(1);
    private static final SweepPlan PLAN = SweepPlan.of(
            List.of(new SweepPlan.Job("job.yaml", JobYaml.tree("""
                    name: base
                    model: {net: softmax, layers: [64, 10]}
                    schedule: {rounds: 10, cohort: 3}
                    training: {batch: 32, learningRate: 0.1}
                    codec: {scheme: float32}
                    simulation: {clients: 3}
                    """))),
            List.of(Variation.parse("training.learningRate=0.0001,2")),
            Seeds.parse("3"),
            spec -> {});

    @TempDir
    private Path home;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 100, 200})
    void noLineIsWiderThanTheTerminal(int columns) throws Exception {
        run(true, columns);

        assertThat(frames())
                .hasSizeGreaterThan(50)
                .allSatisfy(frame -> assertThat(frame.length()).isLessThan(columns));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100})
    void theLineTellsOfAllRuns(int columns) throws Exception {
        run(true, columns);

        assertThat(frames()).allSatisfy(frame -> assertThat(frame).matches("━{8,24}  \\d of 6 runs  .*"));
        assertThat(frames()).anySatisfy(frame -> assertThat(frame).contains("2 of 6 runs  1 running  0:25, 0:35 left"));
        assertThat(frames().getLast()).contains("6 of 6 runs  1:00");
        if (columns > 60) {
            assertThat(frames().getLast()).containsPattern("best \\d\\d\\.\\d % \\(learningRate 2\\)$");
        }
    }

    @Test
    void elsewhereEachRunHasALine() throws Exception {
        run(false, 80);

        assertThat(lines()).hasSize(6);
        assertThat(lines().getFirst())
                .matches("1 of 6 runs + \\d+\\.\\d %  0:10, 0:50 left  learningRate 0\\.0001, seed 1");
        assertThat(lines().getLast()).matches("6 of 6 runs + \\d+\\.\\d %  1:00  learningRate 2, seed 3");
    }

    /** What was there already tells nothing of the pace. */
    @Test
    void theTimeLeftIsThatOfTheRunsToCome() throws Exception {
        run(false, 80);
        int before = lines().size();
        try (RunStore store = RunStore.open(home)) {
            SweepPlan longer = SweepPlan.of(
                    List.of(new SweepPlan.Job(
                            "job.yaml", JobFile.render(PLAN.runs().getFirst().spec()))),
                    List.of(Variation.parse("training.learningRate=0.0001,2")),
                    Seeds.parse("4"),
                    spec -> {});
            run(longer, store, false, 80);
        }

        assertThat(lines().subList(before, lines().size())).hasSize(2);
        assertThat(lines().get(before)).startsWith("7 of 8 runs").contains("0:10, 0:10 left");
    }

    private void run(boolean live, int columns) throws Exception {
        try (RunStore store = RunStore.open(home)) {
            run(PLAN, store, live, columns);
        }
    }

    private void run(SweepPlan plan, RunStore store, boolean live, int columns) throws Exception {
        Output output = new Output(new PrintStream(printed, true, StandardCharsets.UTF_8), false, live, columns);
        Sweep sweep = new Sweep(
                plan,
                store,
                new Sweep.Parts(
                        (spec, threads) -> new Simulation(spec, DIGITS, threads),
                        spec -> DIGITS,
                        String::valueOf,
                        "1"));
        SweepProgress progress = new SweepProgress(output, plan, sweep.missing(), nanos::get);
        sweep.results().forEach(result -> progress.found(result.run(), result.result()));
        sweep.run(1, new SweepListener() {
            @Override
            public void started(SweepRun run) {
                progress.started(run);
            }

            @Override
            public void heard(SweepRun run, JobEvent event) {
                if (event.kind() == JobEvent.Kind.ROUND_PUBLISHED) {
                    nanos.addAndGet(1_000_000_000);
                }
                progress.heard(run, event);
            }

            @Override
            public void ended(SweepRun run, RunRecord result) {
                progress.ended(run, result);
            }
        });
        progress.end();
    }

    private List<String> frames() {
        return List.of(printed.toString(StandardCharsets.UTF_8)
                        .strip()
                        .replaceAll("\u001b\\[[0-9;]*m", "")
                        .substring(1)
                        .split("\r?\u001b\\[2K"))
                .stream()
                .skip(1)
                .map(frame -> frame.replace("\r", ""))
                .toList();
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
