package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.VoteMargins;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Robust rules on handwritten digits, three of fifteen clients sending noise a hundred times as long as an update. */
class RobustRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rule: coordinate-median",
                "rule: trimmed-mean",
                "rule: geometric-median",
                "rule: krum",
                "rule: multi-krum",
                "rule: bulyan",
                "rule: centered-clipping, radius: 0.3",
                "rule: mda",
                "rule: monna",
                "rule: meamed",
                "rule: fltrust, examples: 100"
            })
    void learnsAmongNoise(String rule) throws Exception {
        assertThat(run(rule, "none", 1).accuracy()).isGreaterThan(0.8);
    }

    @Test
    void aMeanDoesNot() throws Exception {
        assertThat(run("rule: weighted-mean", "none", 1).accuracy()).isLessThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nnm", "[arc, nnm]", "bucketing", "{kind: clipping, norm: 0.3}"})
    void stagesAndThreadsChangeNoBitFromRunToRun(String stages) throws Exception {
        SimulationResult one = run("rule: trimmed-mean", stages, 1);
        SimulationResult many = run("rule: trimmed-mean", stages, 4);

        assertThat(many.digest()).isEqualTo(one.digest());
        assertThat(one.accuracy()).isGreaterThan(0.8);
    }

    @Test
    void theReportHasTheMarginsOfTheLastVote() throws Exception {
        JobSpec spec = JobYaml.parse("""
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: {rounds: 3, cohort: 10}
                optimizer: {learningRate: 0.02}
                simulation: {clients: 10}
                """);
        SimulationResult result = new Simulation(spec, DataSets.digits(1), 1).run(event -> {});
        VoteMargins margins = result.margins().orElseThrow();

        assertThat(margins.histogram()).hasSize(10);
        assertThat(margins.histogram().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, within(1e-12));
        assertThat(Report.summary(spec, result)).containsEntry("margins", margins);
    }

    /** Five of eleven send zeros; the others agree in half of what they send, as eight steps of one model do. */
    @Test
    void zerosDoNotHoldAGeometricMedian() throws Exception {
        double median = amongZeros("rule: geometric-median").accuracy();

        assertThat(median).isGreaterThan(0.8);
        assertThat(amongZeros("rule: coordinate-median").accuracy()).isCloseTo(median, within(0.1));
    }

    @Test
    void aMedianThatDoesNotStandIsInTheReport() throws Exception {
        SimulationResult hasty = amongZeros("rule: geometric-median, iterations: 1");
        SimulationResult patient = amongZeros("rule: geometric-median");

        assertThat(hasty.unsettledRounds()).isEqualTo(40);
        assertThat(Report.summary(spec(ZEROS, "rule: geometric-median"), hasty)).containsEntry("unsettledRounds", 40L);
        assertThat(patient.unsettledRounds()).isZero();
        assertThat(Report.summary(spec(ZEROS, "rule: geometric-median"), patient))
                .doesNotContainKey("unsettledRounds");
    }

    private static final String ZEROS = """
            model: {net: mlp, layers: [64, 64, 10], seed: 1}
            schedule: {rounds: 40, cohort: 11, quorum: 11}
            training: {steps: 8, batch: 32, learningRate: 0.1}
            codec: {scheme: float32}
            aggregation: {%s}
            robustness: {byzantine: 5}
            evaluation: {every: 1000}
            simulation: {clients: 11, attack: {kind: free-rider, sends: zero, clients: 5}}
            """;

    private static SimulationResult amongZeros(String rule) throws InterruptedException {
        return new Simulation(spec(ZEROS, rule), DataSets.digits(1), 2).run(event -> {});
    }

    private static JobSpec spec(String job, String rule) {
        return JobYaml.parse(job.formatted(rule));
    }

    private static SimulationResult run(String rule, String stages, int threads) throws InterruptedException {
        JobSpec spec = JobYaml.parse("""
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: {rounds: 30, cohort: 15, quorum: 15}
                training: {steps: 4, batch: 16, learningRate: 0.1}
                codec: {scheme: float32}
                aggregation: {%s}
                robustness: {byzantine: 3, preAggregation: %s}
                evaluation: {every: 1000}
                simulation: {clients: 15, attack: {kind: gaussian, clients: 3, deviation: 2}}
                """.formatted(rule, stages));
        return new Simulation(spec, DataSets.digits(1), threads).run(event -> {});
    }
}
