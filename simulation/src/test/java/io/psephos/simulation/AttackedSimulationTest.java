package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttackedSimulationTest {
    private static final DataSet DIGITS = DataSets.digits(1);
    private static final String FLOATS = "{scheme: float32}";
    private static final String MOMENTUM = "{scheme: float32, momentum: 0.9}";
    private static final String VOTES = "{scheme: sto-sign, b: {constant: 0.01}}";

    @Row({
        "attack.kind none",
        "attack.kind sign-flip",
        "attack.kind random-votes",
        "attack.kind gaussian",
        "attack.kind not-finite",
        "attack.kind large-norm",
        "attack.kind ipm",
        "attack.kind alie",
        "attack.kind optimal-ipm",
        "attack.kind optimal-alie",
        "attack.kind mimic",
        "attack.kind min-max",
        "attack.kind label-flip",
        "attack.kind backdoor",
        "attack.kind free-rider",
        "attack.kind stale-replay",
        "attack.kind flood",
        "attack.kind lowest-margin"
    })
    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void everyAttackGivesOneModelWhateverTheThreads(AttackKind kind) throws InterruptedException {
        for (String codec : new String[] {MOMENTUM, VOTES}) {
            JobSpec spec =
                    spec(codec, "{kind: " + kind.word() + ", clients: " + (kind == AttackKind.NONE ? 0 : 2) + "}");

            SimulationResult one = run(spec, 1);
            SimulationResult four = run(spec, 4);

            assertThat(one.state()).isEqualTo(JobState.FINISHED);
            assertThat(four.digest()).as(codec).isEqualTo(one.digest());
            assertThat(one.refused()).isEqualTo(kind == AttackKind.NOT_FINITE ? 2 * 6 : 0);
            assertThat(one.updates()).isEqualTo(kind == AttackKind.NOT_FINITE ? 5 * 6 : 7 * 6);
            assertThat(Double.isNaN(one.backdoorSuccess())).isEqualTo(kind != AttackKind.BACKDOOR);
        }
    }

    /**
     * Five honest clients and two that send −2.5 times the mean of what they are about to send: nothing is left of it. The
     * net begins with zeros, so its loss stays where it was, up to rounding.
     */
    @ParameterizedTest
    @ValueSource(strings = {FLOATS, MOMENTUM})
    void attackersSeeTheHonestUpdatesOfTheSameRoundAsTheyAreSent(String codec) throws InterruptedException {
        SimulationResult peace = run(spec(codec, "{kind: none, clients: 0}"), 2);
        SimulationResult cancelled = run(spec(codec, "{kind: ipm, factor: 2.5, clients: 2}"), 2);

        assertThat(peace.loss()).isLessThan(Math.log(10) - 0.1);
        assertThat(cancelled.loss()).isCloseTo(Math.log(10), within(1e-4));
    }

    @Test
    void theMeanOfAllIsFlippedByEnoughOfThem() throws InterruptedException {
        SimulationResult flipped = run(spec(FLOATS, "{kind: sign-flip, of: mean, clients: 6}"), 2);

        assertThat(flipped.loss()).as("1 honest, 6 against it").isGreaterThan(Math.log(10) + 0.1);
    }

    /** What was subtracted last, sent once more by two of seven, in place of nothing. */
    @Test
    void freeRidersPassOnTheLastStep() throws InterruptedException {
        SimulationResult nothing = run(spec(FLOATS, "{kind: free-rider, sends: zero, clients: 2}"), 2);
        SimulationResult last = run(spec(FLOATS, "{kind: free-rider, clients: 2}"), 2);

        assertThat(last.loss()).as("it goes further the same way").isLessThan(nothing.loss() - 0.01);
    }

    @Test
    void poisonedDataOpensABackdoorWhereAMeanIsTaken() throws InterruptedException {
        JobSpec spec = JobYaml.parse(yaml("{scheme: float32}", "{kind: backdoor, label: 3, clients: 3}", 80));

        SimulationResult result = run(spec, 2);

        assertThat(result.backdoorSuccess()).isGreaterThan(0.5);
        assertThat(result.accuracy()).as("and nobody notices").isGreaterThan(0.8);
    }

    @Row({"holds shares", "holds copies"})
    @Test
    void whoHoldsCopiesLeavesAllExamplesToTheHonest() {
        String shares = new SyntheticPool(spec(FLOATS, "{kind: mimic, clients: 2}"), DIGITS)
                .table()
                .render();
        String copies = new SyntheticPool(spec(FLOATS, "{kind: mimic, clients: 2, holds: copies}"), DIGITS)
                .table()
                .render();

        assertThat(shares).contains("examples a client: 205 to 206");
        assertThat(copies).contains("examples a client: 287 to 288");
    }

    private static SimulationResult run(JobSpec spec, int threads) throws InterruptedException {
        return new Simulation(spec, DIGITS, threads).run(event -> {});
    }

    private static JobSpec spec(String codec, String attack) {
        return JobYaml.parse(yaml(codec, attack, 6));
    }

    private static String yaml(String codec, String attack, int rounds) {
        return """
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: {rounds: %d, cohort: 7, quorum: 1}
                training: {steps: 1, batch: 32, learningRate: 0.5}
                codec: %s
                optimizer: {learningRate: %s}
                simulation: {clients: 7, partition: iid, seed: 5, attack: %s}
                """.formatted(rounds, codec, codec.equals(VOTES) ? "0.02" : "1", attack);
    }
}
