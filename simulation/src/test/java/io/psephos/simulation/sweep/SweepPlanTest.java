package io.psephos.simulation.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.jobfile.JobYaml;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SweepPlanTest {
    private static final String JOB = """
            name: base
            model: {net: softmax, layers: [64, 10], seed: 9}
            schedule: {rounds: 2, cohort: 3}
            training: {batch: 32, learningRate: 0.1}
            codec: {scheme: float32}
            optimizer: {learningRate: 1}
            simulation: {clients: 3, partition: iid, seed: 5}
            """;

    @Test
    void everyCombinationIsRunWithEverySeed() {
        SweepPlan plan = plan(Seeds.parse("2"), "training.learningRate=0.1,0.2", "training.batch=8,16,32");

        assertThat(plan.runs()).hasSize(12);
        assertThat(plan.runs().subList(0, 6)).extracting(SweepRun::seed).containsOnly(5L);
        assertThat(plan.runs().subList(6, 12)).extracting(SweepRun::seed).containsOnly(6L);
        assertThat(plan.settings())
                .hasSize(6)
                .containsKeys("learningRate 0.1, batch 8", "learningRate 0.2, batch 32")
                .allSatisfy((setting, runs) -> assertThat(runs).hasSize(2));
        assertThat(plan.runs()).allSatisfy(run -> {
            assertThat(run.spec().training().batch()).isEqualTo(run.set().get("training.batch"));
            assertThat(run.spec().training().learningRate()).isEqualTo(run.set().get("training.learningRate"));
            assertThat(run.spec().simulation().seed()).isEqualTo(run.seed());
            assertThat(run.spec().model().seed()).isEqualTo(run.seed());
        });
    }

    @Test
    void withoutSeedsAJobKeepsItsOwn() {
        SweepRun run = plan(Seeds.ofTheJob(), "training.batch=8").runs().get(0);

        assertThat(run.seed()).isEqualTo(5);
        assertThat(run.spec().model().seed()).isEqualTo(9);
        assertThat(run.spec().training().batch()).isEqualTo(8);
    }

    @Test
    void sectionsAreReplacedOrReachedInto() {
        List<SweepRun> runs = plan(
                        Seeds.ofTheJob(),
                        "codec={scheme: qsgd},{scheme: qsgd, levels: 3}",
                        "simulation.partition.dirichlet=0.5",
                        "stop.accuracy=0.9")
                .runs();

        assertThat(runs).hasSize(2);
        assertThat(runs.get(1).spec().codec().options().toString()).contains("3");
        assertThat(runs.get(0).spec().simulation().partition().alpha())
                .as("in the place of the word iid")
                .isEqualTo(0.5);
        assertThat(runs.get(0).spec().stop().accuracy()).hasValue(0.9);
    }

    @Test
    void severalFilesAreAFactorOfTheProduct() {
        SweepPlan plan = SweepPlan.of(
                List.of(job("a.yaml", JOB), job("b.yaml", JOB.replace("base", "other"))),
                List.of(Variation.parse("training.batch=8,16")),
                Seeds.parse("1,2"),
                spec -> {});

        assertThat(plan.runs()).hasSize(8);
        assertThat(plan.settings())
                .containsOnlyKeys("base, batch 8", "base, batch 16", "other, batch 8", "other, batch 16");
    }

    @Test
    void keysOfOneWordAreToldInFull() {
        assertThat(plan(Seeds.ofTheJob(), "training.learningRate=0.1,0.2", "optimizer.learningRate=1,2")
                        .settings())
                .containsKey("training.learningRate 0.1, optimizer.learningRate 2");
        assertThat(plan(Seeds.ofTheJob(), "schedule.rounds=1,2").settings())
                .as("results have rounds, too")
                .containsKey("schedule.rounds 1");
    }

    /** A question is asked also where the right key stands in the file already. */
    @Test
    void anUnknownKeyIsRefusedWithAQuestion() {
        refuses(
                "training.learnigRate: is no key of a job file here; did you mean learningRate?",
                "training.learnigRate=1");
        refuses("trainig: is no key of a job file here; did you mean training?", "trainig.batch=1");
    }

    @Test
    void everyFaultOfEverySettingIsToldOnce() {
        String batches = IntStream.rangeClosed(1, 50)
                .mapToObj(Integer::toString)
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();

        assertThatThrownBy(() -> plan(
                        Seeds.parse("3"),
                        "training.batch=0," + batches,
                        "training.learningRate=0.1,-7",
                        "schedule.rounds=x"))
                .isInstanceOf(InvalidSweepException.class)
                .message()
                .contains("job.yaml is invalid with what is set:")
                .contains(
                        "training.batch: must be 1 to 16777216, was 0 (in 2 of 102 settings, such as batch 0, learningRate 0.1)")
                .contains("training.learningRate: must be 1E-12 to 1000000, was -7 (in 51 of 102 settings, such as ")
                .contains("schedule.rounds: must be a whole number, was 'x'" + System.lineSeparator())
                .hasLineCount(4);
    }

    @Test
    void whatCannotRunForOtherReasonsIsToldBesideThem() {
        assertThatThrownBy(() -> SweepPlan.of(
                        List.of(job("job.yaml", JOB)),
                        List.of(Variation.parse("simulation.clients=3,4")),
                        Seeds.parse("2"),
                        spec -> {
                            if (spec.simulation().clients() == 4) {
                                throw new IllegalArgumentException("four are too many");
                            }
                        }))
                .isInstanceOf(InvalidSweepException.class)
                .hasMessageEndingWith("  four are too many (with clients 4)");
    }

    @Test
    void contradictionsAreRefused() {
        refuses("--set training.batch stands twice", "training.batch=1", "training.batch=2");
        refuses("--set codec would undo --set codec.levels", "codec.levels=1", "codec={scheme: qsgd}");
        refuses("makes the same job as learningRate null", "training.learningRate=null,0.01");
        refuses(
                "filters is a list in the job file",
                "robustness.filters=[{kind: norm-bound, norm: 1}]",
                "robustness.filters.norm=2");
        assertThatThrownBy(() -> plan(Seeds.parse("2"), "model.seed=1"))
                .hasMessageContaining("--set model.seed and --seed or --seeds set the same");
        assertThatThrownBy(() -> plan(Seeds.parse("5001"), "training.batch=1,2"))
                .hasMessageContaining("2 of training.batch × 5001 seeds are 10,002 runs; a sweep has at most 10,000");
        assertThatThrownBy(() -> Seeds.parse("1,2").from(3)).hasMessageContaining("--seed and a list of --seeds");
    }

    private static void refuses(String reason, String... variations) {
        assertThatThrownBy(() -> plan(Seeds.ofTheJob(), variations))
                .isInstanceOf(InvalidSweepException.class)
                .hasMessageContaining(reason);
    }

    private static SweepPlan plan(Seeds seeds, String... variations) {
        return SweepPlan.of(
                List.of(job("job.yaml", JOB)),
                Stream.of(variations).map(Variation::parse).toList(),
                seeds,
                spec -> {});
    }

    private static SweepPlan.Job job(String file, String yaml) {
        return new SweepPlan.Job(file, JobYaml.tree(yaml));
    }
}
