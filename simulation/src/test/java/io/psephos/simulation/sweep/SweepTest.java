package io.psephos.simulation.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.data.NaturalClients;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private static final DataSet DIGITS = DataSets.digits(1);
    private static final String JOB = """
            name: base
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 3, cohort: 3}
            training: {batch: 32, learningRate: 0.1}
            codec: {scheme: float32}
            simulation: {clients: 3, partition: iid, seed: 5}
            """;
    private static final String[] RATES = {"training.learningRate=0.1,0.2,0.4"};

    @TempDir
    private Path home;

    private final List<SweepRun> started = Collections.synchronizedList(new ArrayList<>());
    private final List<RunRecord> ended = Collections.synchronizedList(new ArrayList<>());
    private String version = "1";
    private String plugins = "";
    private Sweep.Launch launch = (spec, threads) -> new Simulation(spec, DIGITS, threads);

    @Test
    void everyRunComesToTheModelItComesToAlone() throws Exception {
        List<Sweep.Result> results = run(2, JOB, RATES);

        assertThat(results).hasSize(6);
        for (Sweep.Result result : results) {
            assertThat(result.result().digest())
                    .isEqualTo(new Simulation(result.run().spec(), DIGITS, 1)
                            .run(event -> {})
                            .digest());
        }
        assertThat(digests(results)).doesNotHaveDuplicates();
    }

    @Test
    void whatIsThereIsNotRunAgain() throws Exception {
        List<Sweep.Result> first = run(2, JOB, RATES);
        assertThat(started).hasSize(6);
        assertThat(ended).hasSize(6);

        started.clear();
        assertThat(digests(run(2, JOB, RATES))).isEqualTo(digests(first));
        assertThat(started).isEmpty();
        assertThat(run(2, JOB, "training.learningRate=0.1,0.2,0.4,0.8")).hasSize(8);
        assertThat(started).as("a longer list").hasSize(2);
    }

    /** The setting that a file tells is that of the sweep that read it last. */
    @Test
    void aRunIsFoundByOtherKeysThatMakeTheSameJob() throws Exception {
        run(2, JOB, RATES);
        started.clear();

        Sweep.Result result =
                run(2, JOB.replace("0.1", "0.2"), "training.batch=32").get(0);

        assertThat(started).isEmpty();
        assertThat(result.result().set()).containsOnlyKeys("training.batch");
        assertThat(files()).hasSize(6).anyMatch(file -> text(file).contains("\"training.batch\" : 32"));
    }

    @Test
    void anotherJobDataOrVersionMakesOtherRuns() throws Exception {
        run(2, JOB);
        started.clear();

        run(2, JOB.replace("rounds: 3", "rounds: 4"));
        assertThat(started).hasSize(2);
        version = "2";
        run(2, JOB);
        assertThat(started).hasSize(4);
        DataSet other = new DataSet("digits", DIGITS.training(), DIGITS.training());
        run(2, JOB, other);
        assertThat(started).hasSize(6);
        assertThat(files()).hasSize(8);
    }

    @Test
    void otherPluginsOrOtherClientsOfTheDataMakeOtherRuns() throws Exception {
        run(1, JOB, owned(700));
        started.clear();

        run(1, JOB, owned(701));
        assertThat(started).as("an example that is another client's").hasSize(1);
        plugins = "another jar";
        run(1, JOB, owned(701));
        assertThat(started).hasSize(2);
    }

    /** The digits of two clients, of which one has the first ones. */
    private static DataSet owned(int first) {
        int count = DIGITS.training().count();
        NaturalClients clients = new NaturalClients(List.of("a", "b"), new int[][] {
            IntStream.range(0, first).toArray(), IntStream.range(first, count).toArray()
        });
        return new DataSet("digits", DIGITS.training(), DIGITS.heldOut(), Optional.of(clients), List.of());
    }

    @Test
    void aRunThatFailsLeavesTheOthersAndIsTriedAgain() throws Exception {
        Sweep.Launch sound = launch;
        launch = (spec, threads) -> {
            if (spec.training().learningRate() == 0.2) {
                throw new IllegalStateException("the roof fell in");
            }
            return sound.of(spec, threads);
        };

        List<Sweep.Result> results = run(2, JOB, RATES);

        assertThat(results)
                .extracting(result -> result.result().state())
                .containsExactly("finished", "failed", "finished", "finished", "failed", "finished");
        assertThat(files()).hasSize(6).anyMatch(file -> text(file).contains("\"reason\" : \"the roof fell in\""));
        launch = sound;
        started.clear();
        assertThat(run(2, JOB, RATES)).allMatch(result -> result.result().isFinished());
        assertThat(started).hasSize(2).allMatch(run -> run.setting().equals("learningRate 0.2"));
    }

    /** A training that diverged would diverge again. */
    @Test
    void aRunThatDivergedIsAResult() throws Exception {
        String diverges = JOB.replace("softmax, layers: [64, 10]", "mlp, layers: [64, 32, 10]")
                .replace("float32", "float16");
        Sweep.Result first = run(1, diverges, "training.learningRate=100000").get(0);
        started.clear();

        Sweep.Result again = run(1, diverges, "training.learningRate=100000").get(0);

        assertThat(first.result().state()).isEqualTo("diverged");
        assertThat(again.result().end()).isEqualTo(first.result().end());
        assertThat(again.result().seconds()).isEqualTo(first.result().seconds());
        assertThat(started).isEmpty();
    }

    @Test
    void filesThatAreCutShortAreIgnoredAndTold() throws Exception {
        List<Sweep.Result> first = run(2, JOB, RATES);
        List<Path> files = files();
        Files.writeString(files.get(0), text(files.get(0)).substring(0, 200));
        Files.writeString(files.get(1), "");
        Files.writeString(files.get(2), text(files.get(2)).replace("\"finished\"", "\"perfect\""));
        Files.writeString(files.get(3).resolveSibling("x.json.part"), "{");
        Files.writeString(files.get(3).resolveSibling("notes.txt"), "mine");
        started.clear();

        try (RunStore store = RunStore.open(home)) {
            Sweep sweep = new Sweep(plan(2, JOB, RATES), store, parts(DIGITS));
            assertThat(store.ignored())
                    .containsExactlyInAnyOrder(
                            files.get(0).getFileName().toString(),
                            files.get(1).getFileName().toString(),
                            files.get(2).getFileName().toString(),
                            "x.json.part");
            assertThat(sweep.missing()).hasSize(3);
        }
        assertThat(digests(run(2, JOB, RATES))).isEqualTo(digests(first));
        assertThat(started).hasSize(3);
        assertThat(files()).isEqualTo(files);
        assertThat(home.resolve("runs/notes.txt")).hasContent("mine");
        assertThat(home.resolve("runs/x.json.part")).doesNotExist();
    }

    @Test
    void whatHasFinishedIsKeptWhenTheCallerIsInterrupted() throws Exception {
        SweepPlan plan = plan(2, JOB, "schedule.rounds=3,100000000");
        Thread caller = Thread.currentThread();
        try (RunStore store = RunStore.open(home)) {
            Sweep sweep = new Sweep(plan, store, parts(DIGITS));
            assertThatThrownBy(() -> sweep.run(2, new Listening() {
                        @Override
                        public void ended(SweepRun run, RunRecord result) {
                            caller.interrupt();
                        }
                    }))
                    .isInstanceOf(InterruptedException.class);
            assertThat(sweep.results())
                    .isNotEmpty()
                    .allMatch(result -> result.result().rounds() == 3);
            assertThat(files()).hasSameSizeAs(sweep.results());
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void threadsAreSharedOutAndDecideNothing() throws Exception {
        List<Integer> threads = Collections.synchronizedList(new ArrayList<>());
        Sweep.Launch sound = launch;
        launch = (spec, given) -> {
            threads.add(given);
            return sound.of(spec, given);
        };
        List<String> digests = new ArrayList<>();
        for (int all : List.of(1, 4, 9)) {
            try (RunStore store = RunStore.open(home.resolve("with-" + all))) {
                Sweep sweep = new Sweep(plan(1, JOB, RATES), store, parts(DIGITS));
                sweep.run(all, new Listening());
                digests.add(digests(sweep.results()).toString());
            }
        }

        assertThat(threads).containsExactly(1, 1, 1, 1, 1, 1, 3, 3, 3);
        assertThat(digests).containsOnly(digests.get(0));
    }

    @Test
    void oneFolderHasOneWriter() throws Exception {
        try (RunStore ignored = RunStore.open(home)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> RunStore.open(home))
                    .withMessageContaining("another run");
        }
        RunStore.open(home).close();
    }

    @Test
    void aFolderThatCannotBeWrittenToIsToldAtOnce() throws IOException {
        Path inTheWay = Files.writeString(home.resolve("runs"), "in the way");

        assertThatThrownBy(() -> RunStore.open(home)).isInstanceOf(IOException.class);
        assertThat(inTheWay).hasContent("in the way");
        Files.delete(inTheWay);
        RunStore.open(home).close();
    }

    @Test
    void settingsAreSummedUpOverTheirSeeds() throws Exception {
        List<Sweep.Result> results = run(3, JOB, "training.learningRate=0.0001,0.2");
        SweepPlan plan = plan(3, JOB, "training.learningRate=0.0001,0.2");

        List<SweepSummary.Row> rows = SweepSummary.of(plan, results).rows();

        assertThat(rows)
                .extracting(row -> row.first().setting())
                .containsExactly("learningRate 0.2", "learningRate 0.0001");
        double[] best = results.stream()
                .filter(result -> result.run().setting().equals("learningRate 0.2"))
                .mapToDouble(result -> result.result().accuracy())
                .toArray();
        double mean = (best[0] + best[1] + best[2]) / 3;
        double variance = (Math.pow(best[0] - mean, 2) + Math.pow(best[1] - mean, 2) + Math.pow(best[2] - mean, 2)) / 2;
        assertThat(rows.get(0).mean(RunRecord::accuracy).orElseThrow()).isCloseTo(mean, within(1e-12));
        assertThat(rows.get(0).deviation(RunRecord::accuracy).orElseThrow())
                .isCloseTo(Math.sqrt(variance), within(1e-12))
                .isPositive();
        List<Sweep.Result> one = results.subList(0, 2);
        assertThat(SweepSummary.of(plan, one).rows().get(0).deviation(RunRecord::accuracy))
                .isEmpty();
    }

    /** RFC 4180: lines end with CR and LF, and what has a comma or a quotation mark stands in quotation marks. */
    @Test
    void theTableHasALineForEachRun() throws Exception {
        try (RunStore store = RunStore.open(home)) {
            Sweep sweep = new Sweep(
                    plan(1, JOB, "codec={scheme: qsgd, levels: 3},{scheme: terngrad}", "name='say \"a\"'"),
                    store,
                    parts(DIGITS));
            sweep.run(2, new Listening());
            String[] lines = SweepTable.of(sweep.results(), store).split("\r\n");

            assertThat(lines).hasSize(3);
            assertThat(lines[0]).startsWith("job,codec,name,seed,state,reason,accuracy,loss,rounds,");
            assertThat(lines[1]).startsWith("base,\"{scheme: qsgd, levels: 3}\",\"say \"\"a\"\"\",5,finished,,0.");
            assertThat(lines[2])
                    .startsWith("base,{scheme: terngrad},")
                    .endsWith(".json")
                    .contains(",1,");
        }
    }

    private List<Sweep.Result> run(int seeds, String job, String... variations) throws Exception {
        return run(plan(seeds, job, variations), DIGITS);
    }

    private List<Sweep.Result> run(int seeds, String job, DataSet data) throws Exception {
        return run(plan(seeds, job), data);
    }

    private List<Sweep.Result> run(SweepPlan plan, DataSet data) throws Exception {
        try (RunStore store = RunStore.open(home)) {
            Sweep sweep = new Sweep(plan, store, parts(data));
            sweep.run(2, new Listening());
            return sweep.results();
        }
    }

    private Sweep.Parts parts(DataSet data) {
        return new Sweep.Parts(launch, spec -> data, failure -> String.valueOf(failure.getMessage()), version, plugins);
    }

    private static SweepPlan plan(int seeds, String job, String... variations) {
        return SweepPlan.of(
                List.of(new SweepPlan.Job("job.yaml", JobYaml.tree(job))),
                Stream.of(variations).map(Variation::parse).toList(),
                Seeds.parse(Integer.toString(seeds)),
                (JobSpec spec) -> {});
    }

    private static List<String> digests(List<Sweep.Result> results) {
        return results.stream().map(result -> result.result().digest()).toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("runs"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A record of what was run. */
    private class Listening implements SweepListener {
        @Override
        public void started(SweepRun run) {
            started.add(run);
        }

        @Override
        public void heard(SweepRun run, JobEvent event) {}

        @Override
        public void ended(SweepRun run, RunRecord result) {
            ended.add(result);
        }
    }
}
