package io.psephos.simulation.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTest {
    private static final DataSet DIGITS = DataSets.digits(1);
    private static final String LAB = """
            job:
              model: {net: softmax, layers: [64, 10]}
              schedule: {rounds: 3}
              training: {learningRate: 0.1}
              codec: {scheme: float32}
            defences: {mean: {}, votes: {codec: {scheme: sign}, optimizer: {learningRate: 0.02}}}
            attacks: [sign-flip, {kind: ipm, factor: 2}, {kind: backdoor, label: 3}]
            honest: 4
            byzantine: [1]
            heterogeneity: [0.5]
            """;

    @TempDir
    private Path home;

    private final List<Lab.Step> steps = new ArrayList<>();

    @Test
    void finishedCellsAreNeverComputedAgain() throws Exception {
        List<CellResult> first = run(LAB);
        assertThat(first).hasSize(8).allMatch(result -> result.state().equals("finished"));
        assertThat(steps).hasSize(8).noneMatch(Lab.Step::reused);
        assertThat(steps.get(7).done()).isEqualTo(8);

        steps.clear();
        assertThat(run(LAB)).isEqualTo(first);
        assertThat(steps).hasSize(8).allMatch(Lab.Step::reused);
    }

    /** Labs that were written before every lab had its jobs in peace. */
    @Test
    void cellsOfAStoreWithoutPeaceAreKept() throws Exception {
        run(LAB);
        Path cells = home.resolve("cells.jsonl");
        List<String> attacked = Files.readAllLines(cells).stream()
                .filter(line -> !line.contains("\"attack\":\"none\""))
                .toList();
        Files.write(cells, attacked);

        steps.clear();
        run(LAB);

        assertThat(attacked).hasSize(6);
        assertThat(steps.stream().filter(Lab.Step::reused)).hasSize(6);
        assertThat(steps.stream().filter(step -> !step.reused()))
                .hasSize(2)
                .allMatch(step -> step.result().byzantine() == 0);
    }

    /** After a kill there are finished cells, and perhaps one that was cut short. */
    @Test
    void aRunThatWasKilledGoesOnWhereItStopped() throws Exception {
        List<CellResult> first = run(LAB);
        Path cells = home.resolve("cells.jsonl");
        List<String> lines = Files.readAllLines(cells);
        Files.writeString(
                cells, lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(2).substring(0, 40));

        steps.clear();
        List<CellResult> again = run(LAB);

        assertThat(steps.stream().filter(Lab.Step::reused)).hasSize(2);
        assertThat(again)
                .extracting(CellResult::digest)
                .isEqualTo(first.stream().map(CellResult::digest).toList());
        assertThat(Files.readAllLines(cells))
                .as("the cut line stays, others follow it")
                .hasSize(9);
    }

    /** A disk without power may leave anything in the place of the last bytes. */
    @Test
    void bytesThatAreNoTextCostTheirLineOnly() throws Exception {
        List<CellResult> first = run(LAB);
        Path cells = home.resolve("cells.jsonl");
        byte[] torn = Files.readAllBytes(cells);
        Arrays.fill(torn, torn.length - 60, torn.length, (byte) 0xFF);
        Files.write(cells, torn);

        steps.clear();
        List<CellResult> again = run(LAB);

        assertThat(steps.stream().filter(Lab.Step::reused)).hasSize(7);
        assertThat(again)
                .extracting(CellResult::digest)
                .isEqualTo(first.stream().map(CellResult::digest).toList());
    }

    @Test
    void onlyWhatChangedIsComputedAgain() throws Exception {
        run(LAB);

        steps.clear();
        run(LAB.replace("learningRate: 0.02", "learningRate: 0.03"));
        assertThat(steps.stream().filter(step -> !step.reused()))
                .hasSize(4)
                .allMatch(step -> step.result().defence().equals("votes"));

        steps.clear();
        List<CellResult> renamed = run(LAB.replace("mean: {}", "fedavg: {}"));
        assertThat(steps).as("a name says nothing of what is computed").allMatch(Lab.Step::reused);
        assertThat(renamed).extracting(CellResult::defence).contains("fedavg").doesNotContain("mean");
    }

    @Test
    void resultsDoNotDependOnTheThreads() throws Exception {
        List<CellResult> three = run(LAB);
        Files.delete(home.resolve("cells.jsonl"));

        assertThat(new Lab(LabFile.parse(LAB), name -> DIGITS, home).run(1, step -> {}))
                .extracting(CellResult::digest)
                .isEqualTo(three.stream().map(CellResult::digest).toList());
    }

    @Test
    void backdoorsAreMeasuredWhereTheyAreTried() throws Exception {
        for (CellResult result : run(LAB)) {
            if (result.attack().startsWith("backdoor")) {
                assertThat(result.backdoorSuccess()).isBetween(0.0, 1.0);
            } else {
                assertThat(result.backdoorSuccess()).isNull();
            }
        }
    }

    /** Kardam needs the names of all clients of a cell. */
    @Test
    void asynchronousJobsHaveAllClientsAsTheirRoster() throws Exception {
        List<CellResult> results = run("""
                job:
                  model: {net: softmax, layers: [64, 10]}
                  schedule: {mode: asynchronous, rounds: 300, maxStaleness: 40}
                  training: {steps: 1, batch: 16, learningRate: 0.1}
                  codec: {scheme: float32}
                  evaluation: {every: 100}
                  simulation: {staleness: {mean: 3, deviation: 1}}
                defences: {none: {}, kardam: {robustness: {filters: [kardam]}}}
                attacks: [{kind: sign-flip, factor: 10}]
                honest: 8
                byzantine: [1, 3]
                heterogeneity: [1]
                """);

        assertThat(results).hasSize(6).allMatch(result -> result.state().equals("finished"));
        assertThat(accuracy(results, "none", 1)).isLessThan(0.2);
        assertThat(accuracy(results, "none", 3)).isLessThan(0.2);
        assertThat(accuracy(results, "kardam", 1)).isGreaterThan(0.85);
        assertThat(accuracy(results, "kardam", 3)).isGreaterThan(0.8);
        assertThat(results)
                .filteredOn(result -> result.defence().equals("kardam") && result.byzantine() > 0)
                .allMatch(result -> result.refused() > 0);
    }

    private static double accuracy(List<CellResult> results, String defence, int byzantine) {
        return results.stream()
                .filter(result -> result.defence().equals(defence) && result.byzantine() == byzantine)
                .mapToDouble(CellResult::accuracy)
                .findAny()
                .orElseThrow();
    }

    /** Noise is finite, the products of four layers of it are not. */
    @Test
    void whatDivergesHasNoAccuracyLeft() throws Exception {
        List<CellResult> results = run("""
                job:
                  model: {net: mlp, layers: [64, 16, 16, 16, 10]}
                  schedule: {rounds: 3}
                  training: {learningRate: 0.1}
                  codec: {scheme: float32}
                defences: {mean: {}, median: {aggregation: {rule: coordinate-median}}}
                attacks: [{kind: gaussian, deviation: 1.0e+30}]
                honest: 4
                byzantine: [1]
                heterogeneity: [1]
                """);

        assertThat(results)
                .extracting(CellResult::state)
                .containsExactly("finished", "diverged", "finished", "finished");
        assertThat(results.get(1).accuracy()).isZero();
        assertThat(results.get(3).accuracy()).isPositive();
        assertThat(Files.readAllLines(home.resolve("cells.jsonl"))).hasSize(4);
    }

    /** What is finite may still be beyond what the codec can say. */
    @Test
    void whatTheCodecCannotSayHasDivergedToo() throws Exception {
        List<CellResult> results = run("""
                job:
                  model: {net: mlp, layers: [64, 16, 16, 16, 10]}
                  schedule: {rounds: 3}
                  training: {learningRate: 0.1}
                  codec: {scheme: float16}
                defences: {mean: {}}
                attacks: [{kind: gaussian, deviation: 10000}]
                honest: 4
                byzantine: [1]
                heterogeneity: [1]
                """);

        assertThat(results).extracting(CellResult::state).containsExactly("finished", "diverged");
    }

    /** The paper's candidate refuses everybody on mini-batches. */
    @Test
    void whereEverybodyIsRefusedNoAccuracyIsLeft() throws Exception {
        List<CellResult> results = run("""
                job:
                  model: {net: softmax, layers: [64, 10]}
                  schedule: {mode: asynchronous, rounds: 300, maxStaleness: 40}
                  training: {steps: 1, batch: 16, learningRate: 0.1}
                  codec: {scheme: float32}
                  robustness: {filters: [{kind: kardam, mode: server-evolution}]}
                defences: {kardam: {}}
                attacks: [sign-flip]
                honest: 8
                byzantine: [3]
                heterogeneity: [1]
                """);

        assertThat(results).extracting(CellResult::state).containsExactly("finished", "stalled");
        assertThat(results.get(1).accuracy()).isZero();
    }

    @Test
    void twoRunsDoNotWriteToOneDirectory() throws IOException {
        Path cells = home.resolve("cells.jsonl");
        try (CellStore ignored = new CellStore(cells)) {
            assertThatIllegalStateException().isThrownBy(() -> run(LAB)).withMessageContaining("another run");
        }
    }

    @Test
    void whatCannotBeComputedIsToldAfterTheRest() throws IOException {
        String lab = LAB.replace("label: 3", "label: 99");

        assertThatIllegalStateException()
                .isThrownBy(() -> run(lab))
                .withMessageContaining("2 of 8 cells")
                .withMessageContaining("label of a backdoor must be 0 to 9, was 99");
        assertThat(Files.readAllLines(home.resolve("cells.jsonl"))).hasSize(6);
    }

    private List<CellResult> run(String lab) throws IOException, InterruptedException {
        return new Lab(LabFile.parse(lab), name -> DIGITS, home).run(3, steps::add);
    }
}
