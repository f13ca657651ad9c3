package io.psephos.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.bench.simulation.Part;
import io.psephos.bench.simulation.SimulatedJob;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.simulation.Simulation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SimulateRunTest {
    private static final SimulateRun ONCE = new SimulateRun(2, 1, 0);
    private static final DataSet DIGITS = DataSets.digits(1);

    @Test
    void clocksAroundThePartsChangeNothing() throws InterruptedException {
        SimulatedJob job = SimulatedJob.learning("mlp", List.of(8, 8), DIGITS, 3, 2);

        SimulateReport.Row row = ONCE.measure(job);

        assertThat(row.digest())
                .isEqualTo(
                        new Simulation(job.spec(), DIGITS, 1).run(event -> {}).digest());
        assertThat(row.updates()).isEqualTo(6);
        assertThat(row.rounds()).isEqualTo(2);
        assertThat(row.frame()).isEqualTo(48 + 4 * (65 * 8 + 9 * 8 + 9 * 10));
        assertThat(row.isWarm()).isFalse();
        assertThat(List.of(row.seconds(), row.processor(), row.allocated(), row.evaluation()))
                .allSatisfy(measured -> assertThat(measured).isPositive());
        assertThat(row.peak()).isPositive();
        assertThat(row.split()).containsOnlyKeys(Part.values());
        row.split().forEach((part, nanos) -> {
            if (part != Part.COMPILE && part != Part.COLLECT) {
                assertThat(nanos).as(part.word()).isPositive();
            }
        });
    }

    @Test
    void clientsThatDoNothingNeitherTrainNorChangeTheModel() {
        SimulateReport.Row small = ONCE.measure(SimulatedJob.noOp(20, 4, 3));
        SimulateReport.Row large = ONCE.measure(SimulatedJob.noOp(500, 4, 3));

        assertThat(large.updates()).isEqualTo(12);
        assertThat(large.frame()).isEqualTo(48 + 4 * 7_850);
        assertThat(large.split().get(Part.TRAIN)).isZero();
        assertThat(large.digest()).isEqualTo(small.digest());
    }

    @Test
    void theReportHasARowAJobAndTheRatioOfPools() {
        SimulateReport report = new SimulateReport(
                "digits", 2, List.of(row("no-op", 100, 1, true), row("no-op", 1_000, 1.5, false)), List.of("cnn"));

        assertThat(report.json())
                .startsWith("{\"data\":\"digits\",\"threads\":2,\"jobs\":[{\"job\":\"no-op\",\"clients\":100,"
                        + "\"cohort\":10,\"warm\":true,\"updatesPerSecond\":2000.0,\"processorMicrosPerUpdate\":500.0,"
                        + "\"allocatedBytesPerUpdate\":3000,\"allocatedFramesPerUpdate\":3.0,\"peakBytes\":5000000,"
                        + "\"roundMillis\":5.0,\"evaluationMillis\":20.0,\"digest\":\"0123456789abcdef\","
                        + "\"splitMicros\":{\"train\":300.0,\"rest\":250.0},\"splitTotalMicros\":550.0}")
                .endsWith("{\"job\":\"cnn\",\"reason\":\"no such net\"}],\"noOpRoundOverPool\":1.5}");
        assertThat(report.table())
                .contains("not settled")
                .contains("no such net")
                .contains("1.50 times");
    }

    private static SimulateReport.Row row(String job, int clients, double seconds, boolean isWarm) {
        return new SimulateReport.Row(
                job,
                clients,
                10,
                isWarm,
                2_000,
                200,
                seconds,
                1e9,
                6e6,
                1_000,
                5_000_000,
                0.02,
                "0123456789abcdef",
                Map.of(Part.TRAIN, 3e5),
                5.5e5);
    }

    @Test
    void theCommandTakesJobsAndThreads() {
        assertThat(SimulateCommand.of(List.of()).jobs()).containsExactly("lr", "mlp", "cnn", "no-op");
        assertThat(SimulateCommand.of(List.of("--threads", "3", "--jobs", "no-op,lr")))
                .isEqualTo(new SimulateCommand(List.of("no-op", "lr"), 3));
        assertThatThrownBy(() -> SimulateCommand.of(List.of("--jobs", "lr,gpt")))
                .hasMessage("--jobs must be of lr,mlp,cnn,no-op, was 'gpt'");
        assertThatThrownBy(() -> SimulateCommand.of(List.of("--threads", "0")))
                .hasMessage("--threads must be 1 to 9999, was '0'");
        assertThatThrownBy(() -> SimulateCommand.of(List.of("--jobs")))
                .hasMessageContaining("with a value, was --jobs");
        assertThatThrownBy(() -> SimulateCommand.of(List.of("peers"))).hasMessageContaining("was peers");
    }
}
