package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nets of the user's own: here y = 2x - 1, a regression, which no built-in net can do. */
class OwnNetTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(
            List.of(new TensorShape("slope", List.of(1)), new TensorShape("intercept", List.of(1))));
    private static final String VOTES = """
            model: {upload: true}
            schedule: {rounds: 60, cohort: 6}
            codec: {scheme: sign}
            optimizer: {learningRate: 0.1, decay: {linear: 0.01}}
            evaluation: {data: server}
            simulation: {clients: 10}
            """;

    @Test
    void aRegressionLearnsByVotesAndHasNoAccuracy() throws Exception {
        Simulation simulation = new Simulation(JobYaml.parse(VOTES), line(OwnNetTest::trainer), 2);

        SimulationResult result = simulation.run();

        assertThat(result.end().isFinished()).isTrue();
        assertThat(result.loss()).isLessThan(0.01);
        assertThat(result.accuracy()).isNaN();
        assertThat(result.metrics())
                .extracting(StoredMetric::name)
                .contains("loss")
                .doesNotContain("accuracy");
        assertThat(simulation.parameters()[0]).isCloseTo(2, within(0.1f));
        assertThat(simulation.parameters()[1]).isCloseTo(-1, within(0.1f));
    }

    /** The net is built in and brought as if it were not; honest clients and attackers train and send as ever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "codec: {scheme: sto-sign}\noptimizer: {learningRate: 0.01}\nschedule: {rounds: 4, cohort: 6}",
                """
                codec: {scheme: sto-sign, b: {adaptive: {}}}
                optimizer: {learningRate: 0.01}
                schedule: {rounds: 4, cohort: 6}
                simulation: {clients: 10, attack: {kind: sign-flip, clients: 2}}
                """,
                "codec: {scheme: qsgd}\nschedule: {mode: buffered, rounds: 6, cohort: 6, buffer: 3}",
                """
                codec: {scheme: float32}
                schedule: {rounds: 4, cohort: 10}
                aggregation: {rule: trimmed-mean}
                robustness: {byzantine: 2}
                simulation: {clients: 10, attack: {kind: alie, clients: 2}}
                """,
                """
                codec: {scheme: float32}
                schedule: {rounds: 4, cohort: 10}
                aggregation: {weights: examples}
                simulation: {clients: 10, attack: {kind: gaussian, clients: 2}}
                """
            })
    void aBuiltInNetBroughtByItsUserEndsInTheSameDigest(String job) throws Exception {
        JobSpec builtIn = JobYaml.parse("model: {net: softmax, layers: [64, 10], seed: 7}\n" + job);
        JobSpec own = JobYaml.parse("model: {upload: true, seed: 7}\n" + job);
        Net net = Nets.byName(builtIn.model()).orElseThrow();
        SyntheticPool pool = new SyntheticPool(builtIn, DataSets.digits(1));
        OwnNet brought = new OwnNet(net.layout(), net.initial(7), pool::trainer);

        assertThat(new Simulation(own, brought, 3).run().digest())
                .isEqualTo(new Simulation(builtIn, DataSets.digits(1), 1).run().digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{rounds: 20, cohort: 6}", "{mode: buffered, rounds: 20, cohort: 6, buffer: 2}"})
    void theDigestIsThatOfOneThread(String schedule) throws Exception {
        JobSpec spec = JobYaml.parse(VOTES.replace("{rounds: 60, cohort: 6}", schedule));

        String one = new Simulation(spec, line(OwnNetTest::trainer), 1).run().digest();

        assertThat(new Simulation(spec, line(OwnNetTest::trainer), 4).run().digest())
                .isEqualTo(one);
    }

    /** Served to attackers' clients, the pool trains the honest ones again with the user's trainers. */
    @Test
    void attackersReplayTheUsersTrainers() throws Exception {
        JobSpec spec = JobYaml.parse(
                VOTES.replace("{clients: 10}", "{clients: 10, attack: {kind: sign-flip, of: mean, clients: 1}}"));
        AtomicReference<Offer> offered = new AtomicReference<>();
        Set<Integer> trained = ConcurrentHashMap.newKeySet();
        OwnNet net = line(position -> task -> {
            offered.set(task.offer());
            trained.add(position);
            return trainer(position).train(task);
        });
        new Simulation(spec, net, 1).run();
        SyntheticPool pool = new SyntheticPool(spec, net);
        TrainingTask task = new TrainingTask(offered.get(), new float[2]);
        trained.clear();

        pool.pipeline(0)
                .encode(
                        task.offer(),
                        pool.trainer(0).train(task).from(new float[2]),
                        task.memory(),
                        pool.coins(0).seedsOf(task.offer()));

        assertThat(trained).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aMillionClientsHaveATrainerWhileTheyTrain() throws Exception {
        JobSpec spec = JobYaml.parse(VOTES.replace("clients: 10", "clients: 1000000"));
        AtomicInteger made = new AtomicInteger();

        SimulationResult result = new Simulation(
                        spec,
                        line(position -> {
                            made.incrementAndGet();
                            return trainer(position);
                        }),
                        2)
                .run();

        assertThat(made).hasValue((int) result.updates()).hasValue(360);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aTrainerThatFailsEndsTheRunWithItsMessage(int threads) throws Exception {
        Simulation simulation = new Simulation(
                JobYaml.parse(VOTES.replace("cohort: 6", "cohort: 10")),
                line(position -> task -> {
                    if (task.offer().round() == 2 && position == 7) {
                        throw new IOException("points-7.csv is gone");
                    }
                    return trainer(position).train(task);
                }),
                threads);

        assertThatThrownBy(simulation::run)
                .hasMessage("the trainer of client 7 failed in round 2: points-7.csv is gone")
                .hasCauseInstanceOf(IOException.class);
        assertThat(simulation.soFar(RunEnd.Kind.FAILED, "…").rounds()).isEqualTo(2);
    }

    @Test
    void aTrainerThatDivergesEndsTheRunWithWhatItHad() throws Exception {
        OwnNet net = line(position ->
                task -> new Trained(new float[] {1, task.offer().round() < 3 ? 1 : Float.NaN}, 1, 1));

        RunEnd end = new Simulation(JobYaml.parse(VOTES.replace("sign", "float32")), net, 2)
                .run()
                .end();

        assertThat(end.kind()).isEqualTo(RunEnd.Kind.DIVERGED);
        assertThat(end.round()).isEqualTo(3);
    }

    @Test
    void whatItsClientsMeasureIsPublished() throws Exception {
        OwnNet net = new OwnNet(
                LAYOUT,
                new float[2],
                position -> task -> new Trained(
                        task.parameters(), 1, 1, Map.of("loss", (double) position, "accuracy", Double.NaN)));
        JobSpec spec = JobYaml.parse(
                VOTES.replace("data: server", "data: clients").replace("cohort: 6", "cohort: 10, quorum: 10"));

        SimulationResult result = new Simulation(spec, net, 2).run();

        assertThat(result.loss()).isEqualTo(4.5);
        assertThat(result.accuracy()).isNaN();
    }

    @Test
    void anAccuracyStopsTheJob() throws Exception {
        OwnNet net = new OwnNet(LAYOUT, new float[2], OwnNetTest::trainer)
                .evaluatedBy(parameters -> new Evaluation(0, parameters[0] > 1 ? 1 : 0, 1));

        SimulationResult result = new Simulation(JobYaml.parse(VOTES + "stop: {accuracy: 0.9}\n"), net, 2).run();

        assertThat(result.accuracy()).isEqualTo(1);
        assertThat(result.rounds()).isBetween(5L, 30L);
    }

    @Test
    void whatNeedsAnAccuracyIsRefusedWhereThereIsNone() {
        assertRefused(
                VOTES + "stop: {accuracy: 0.9}\n",
                line(OwnNetTest::trainer),
                "stop.accuracy: needs an accuracy, and the net's evaluator tells the loss only");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    upload: true | net: mlp | model.upload: must be true for a net of one's own, was false with net 'mlp'
                    upload: true | upload: true, layout: [{name: slope, shape: [2]}] | model.layout: must be that of the net
                    clients: 10 | partition: {dirichlet: 1} | simulation.partition: must be left out, was dirichlet
                    clients: 10 | attack: {kind: label-flip, clients: 1} | must be an attack on updates, was label-flip
                    clients: 10 | attack: {kind: ipm, clients: 1, holds: copies} | simulation.attack.holds: must be left out
                    sign} | float32}\\naggregation: {rule: fltrust} | aggregation.rule: must do without examples of the server's own
                    data: server | data: none | evaluation.data: must be server where the net has an evaluator, was none
                    """)
    void whatOnlyBuiltInNetsCanDoIsRefused(String key, String instead, String message) {
        assertRefused(VOTES.replace(key, instead.replace("\\n", "\n")), line(OwnNetTest::trainer), message);
    }

    @Test
    void whatIsToBeMeasuredNeedsAnEvaluator() {
        assertRefused(
                VOTES,
                new OwnNet(LAYOUT, new float[2], OwnNetTest::trainer),
                "evaluation.data: must be clients or none where the net has no evaluator, was server");
    }

    @Test
    void theFirstParametersMustBeThoseOfTheLayout() {
        assertThatThrownBy(() -> new OwnNet(LAYOUT, new float[3], OwnNetTest::trainer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the layout has 2 parameters, and those of version 0 were 3");
        assertThatThrownBy(() -> new OwnNet(LAYOUT, new float[] {0, Float.NaN}, OwnNetTest::trainer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter 1 of version 0 must be finite, was NaN");
    }

    private static void assertRefused(String job, OwnNet net, String message) {
        assertThatThrownBy(() -> new Simulation(JobYaml.parse(job), net, 1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining(message);
    }

    private static OwnNet line(IntFunction<Trainer> trainers) {
        return new OwnNet(LAYOUT, new float[2], trainers)
                .evaluatedBy(parameters -> Evaluation.ofLoss(loss(parameters), 20));
    }

    private static Trainer trainer(int position) {
        return task -> {
            Random random = new Random(31L * position + task.offer().round());
            float[] parameters = task.parameters();
            float rate = (float) task.offer().training().learningRate();
            for (int step = 0; step < 5; step++) {
                float x = random.nextFloat(-1, 1);
                float error = parameters[0] * x + parameters[1] - (2 * x - 1);
                parameters[0] -= rate * error * x;
                parameters[1] -= rate * error;
            }
            return new Trained(parameters, 5, 5);
        };
    }

    private static double loss(float[] parameters) {
        double sum = 0;
        for (int i = -10; i < 10; i++) {
            double x = i / 10.0;
            sum += Math.pow(parameters[0] * x + parameters[1] - (2 * x - 1), 2);
        }
        return sum / 20;
    }
}
