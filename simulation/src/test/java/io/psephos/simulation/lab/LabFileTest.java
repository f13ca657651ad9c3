package io.psephos.simulation.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Holds;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.PartitionKind;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabFileTest {
    private static final String LAB = """
            name: small
            job:
              model: {net: softmax, layers: [64, 10]}
              schedule: {rounds: 3}
              codec: {scheme: float32, momentum: 0.9}
              aggregation: {weights: examples}
              training: {batch: 7}
            defences:
              mean: {}
              votes: {codec: {scheme: sign, momentum: 0.5}, aggregation: {rule: majority-vote}, optimizer: {learningRate: 0.1}}
            attacks: [sign-flip, {kind: ipm, factor: 0.5}, {kind: alie, name: hidden}]
            honest: 4
            byzantine: [0, 1, 3]
            heterogeneity: [1, 0.5]
            seeds: [7, 8]
            """;

    @Test
    void everyPlaceIsAJobOfItsOwn() {
        List<Cell> cells = LabFile.parse(LAB).cells().all();

        assertThat(cells).hasSize(2 * (1 + 2 * 3) * 2 * 2);
        assertThat(cells.stream().map(Cell::spec).distinct()).hasSameSizeAs(cells);
        JobSpec spec = cells.stream()
                .filter(cell -> cell.place().equals(new Cell.Place("votes", "ipm factor 0.5", 3, 0.5)))
                .filter(cell -> cell.seed() == 8)
                .findFirst()
                .orElseThrow()
                .spec();
        assertThat(spec.schedule().cohort()).isEqualTo(7);
        assertThat(spec.schedule().quorum()).isEqualTo(4);
        assertThat(spec.schedule().rounds()).isEqualTo(3);
        assertThat(spec.model().seed()).isEqualTo(8);
        assertThat(spec.aggregation().rule()).isEqualTo(Rule.MAJORITY_VOTE);
        assertThat(spec.aggregation().weights()).as("the defence's section").isEqualTo(JobSpec.Weights.UNIFORM);
        assertThat(spec.training().batch()).as("the job's section").isEqualTo(7);
        assertThat(spec.robustness().byzantine()).isEqualTo(3);
        JobSpec.Simulation simulation = spec.simulation();
        assertThat(simulation.clients()).isEqualTo(7);
        assertThat(simulation.seed()).isEqualTo(8);
        assertThat(simulation.partition())
                .isEqualTo(new JobSpec.Simulation.Partition(PartitionKind.SIMILARITY, 0.5, 0));
        assertThat(simulation.attack().kind()).isEqualTo(AttackKind.IPM);
        assertThat(simulation.attack().choice().number("factor")).isEqualTo(0.5);
        assertThat(simulation.attack().clients()).isEqualTo(3);
        assertThat(simulation.attack().holds()).isEqualTo(Holds.COPIES);
    }

    @Test
    void peaceIsOneJobWhateverTheAttacks() {
        assertThat(LabFile.parse(LAB).cells().all().stream()
                        .filter(cell -> cell.place().byzantine() == 0)
                        .map(cell -> cell.place().attack()
                                + cell.spec().simulation().attack().kind()))
                .hasSize(8)
                .containsOnly("noneNONE");
    }

    @Test
    void aLabWrittenOutIsReadBackAsTheSame() {
        LabFile file = LabFile.parse(LAB);

        assertThat(LabFile.parse(file.render())).isEqualTo(file);
    }

    @Test
    void everyLabHasItsJobsInPeace() {
        assertThat(LabFile.parse(LAB.replace("byzantine: [0, 1, 3]", "byzantine: [1, 3]")))
                .isEqualTo(LabFile.parse(LAB));
        assertThat(LabFile.parse(LAB.replace("byzantine: [0, 1, 3]", "byzantine: [3, 0, 1]"))
                        .byzantine())
                .containsExactly(0, 3, 1);
    }

    /** Diana needs everybody of its roster in every cohort, and the roster has the attacker on it. */
    @Test
    void aDefenceThatCannotRunInPeaceLeavesAGap() {
        LabFile file = LabFile.parse("""
                job: {model: {net: softmax, layers: [64, 10]}}
                defences: {diana: {codec: {scheme: diana}, participants: {roster: [c-0, c-1, c-2, c-3, c-4]}}}
                attacks: [sign-flip]
                honest: 4
                byzantine: [1]
                """);

        assertThat(file.cells().gaps()).containsOnlyKeys(new Cell.Place("diana", "none", 0, 1));
    }

    @Test
    void whatADefenceDoesNotBearIsAGapUnlessItBearsNothing() {
        LabFile file = LabFile.parse(LAB.replace("byzantine: [0, 1, 3]", "byzantine: [3, 4]"));

        assertThat(file.cells().all())
                .allMatch(cell -> cell.place().byzantine() == 3 || cell.place().byzantine() == 0);
        assertThat(file.cells().gaps())
                .hasSize(2 * 3 * 2)
                .containsEntry(new Cell.Place("mean", "hidden", 4, 1), "must be below half of the cohort of 8, was 4");

        assertThat(faults(LAB.replace("byzantine: [0, 1, 3]", "byzantine: [4]")))
                .containsExactly(
                        "defences.mean.robustness.byzantine: must be below half of the cohort of 8, was 4",
                        "defences.votes.robustness.byzantine: must be below half of the cohort of 8, was 4");
    }

    @Test
    void everyFaultComesAtOnce() {
        assertThat(faults("""
                name: [1]
                jobs: {}
                job: {schedule: {rounds: 3}}
                defences: {mean: 3}
                attacks: [sign-flip, sign-flip, none, {kind: ipm, clients: 3}, 7]
                honest: 0
                byzantine: [1, 1.5, -1, 1]
                heterogeneity: [2]
                seeds: []
                """))
                .containsExactlyInAnyOrder(
                        "jobs: is no key of a lab file",
                        "name: must be a text, was [1]",
                        "defences.mean: must be a mapping, was 3",
                        "attacks[1]: must be unique among the attacks' names, there is another 'sign-flip'",
                        "attacks[2]: every lab has its jobs in peace, which need no attack",
                        "attacks[3].clients: is set by the lab itself and must not be given here",
                        "attacks[4]: must be a mapping, was 7",
                        "honest: must be whole, 1 to 10000, was 0",
                        "byzantine: must be different numbers, whole, 0 to 10000, was 1.5",
                        "byzantine: must be different numbers, whole, 0 to 10000, was -1",
                        "byzantine: must be different numbers, whole, 0 to 10000, was 1",
                        "heterogeneity: must be different numbers, 0 to 1, was 2",
                        "seeds: must name at least one number");
        assertThat(faults("{}"))
                .containsExactly(
                        "defences: a lab needs at least one defence, {} under a name for the job as it is",
                        "attacks: must be a list of attacks, was null");
    }

    @Test
    void faultsOfJobsStandWhereTheLabFileHasThem() {
        assertThat(faults(LAB.replace("rounds: 3", "rounds: 0")
                        .replace("momentum: 0.5", "momentum: 5")
                        .replace("factor: 0.5", "factor: -1")
                        .replace("sign-flip", "sign-flop")))
                .contains(
                        "job.schedule.rounds: must be 1 to 100000000, was 0",
                        "defences.votes.codec.momentum: must be 0 to 0.9999, was 5",
                        "attacks[1].factor: must be 0 to 1000000, was -1")
                .anyMatch(fault -> fault.startsWith("attacks[0].kind: must be one of none, sign-flip"))
                .hasSize(4);
    }

    private static List<String> faults(String lab) {
        InvalidLabException invalid = catchThrowableOfType(InvalidLabException.class, () -> LabFile.parse(lab));
        assertThat(invalid.violations()).extracting(Violation::code).doesNotContainNull();
        return invalid.violations().stream()
                .map(violation -> violation.path() + ": " + violation.detail())
                .toList();
    }
}
