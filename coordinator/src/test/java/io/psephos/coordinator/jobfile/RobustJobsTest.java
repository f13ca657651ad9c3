package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Row;
import io.psephos.protocol.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of combinations with robust rules that are refused when the job is created. */
final class RobustJobsTest {

    @Row({
        "aggregation.rule coordinate-median",
        "aggregation.rule trimmed-mean",
        "aggregation.rule krum",
        "aggregation.rule multi-krum",
        "aggregation.rule bulyan",
        "aggregation.rule fltrust"
    })
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "coordinate-median | 9  | 4 | ok",
                "trimmed-mean      | 3  | 1 | ok",
                "krum              | 7  | 2 | ok",
                "krum              | 6  | 2 | n > 2f + 2",
                "multi-krum        | 6  | 2 | n > 2f + 2",
                "bulyan            | 11 | 2 | ok",
                "bulyan            | 10 | 2 | n >= 4f + 3",
                "mda               | 49 | 24 | ok",
                "mda               | 51 | 25 | f <= 24",
                "fltrust           | 3  | 2 | ok",
                "centered-clipping | 3  | 1 | ok",
                "monna             | 3  | 1 | ok",
                "meamed            | 5  | 2 | ok",
                "geometric-median  | 5  | 2 | ok",
            })
    void aRuleNeedsSoManyUpdatesForSoManyByzantineOnes(String rule, int cohort, int byzantine, String answer) {
        List<Violation> faults = faults("""
                codec: {scheme: float32}
                schedule: {cohort: %d, quorum: %d}
                aggregation: {rule: %s}
                robustness: {byzantine: %d}
                """.formatted(cohort, cohort, rule, byzantine));
        if (answer.equals("ok")) {
            assertThat(faults).isEmpty();
        } else {
            assertThat(faults).singleElement().satisfies(fault -> {
                assertThat(fault.path()).isEqualTo("robustness.byzantine");
                assertThat(fault.detail())
                        .contains(rule, answer, "n = " + cohort, "f = " + byzantine, "closes with " + cohort);
            });
        }
    }

    @Test
    void aRoundThatClosesWithAQuorumHasToSufficeToo() {
        assertThat(faults("""
                codec: {scheme: float32}
                schedule: {cohort: 20, quorum: 6}
                aggregation: {rule: krum}
                robustness: {byzantine: 2}
                """))
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("n > 2f + 2", "n = 6", "6 to 20 updates"));
    }

    @Test
    void aBufferHasToSufficeWhereThereAreNoRounds() {
        assertThat(faults("""
                codec: {scheme: float32}
                schedule: {mode: buffered, buffer: 5}
                aggregation: {rule: krum}
                robustness: {byzantine: 2}
                """))
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("n = 5", "closes with 5 updates"));
        assertThat(faults("""
                codec: {scheme: float32}
                schedule: {mode: asynchronous}
                aggregation: {rule: centered-clipping}
                robustness: {byzantine: 3}
                """)).isEmpty();
    }

    @Row({"preAggregation bucketing", "preAggregation clipping"})
    @Test
    void bucketsLeaveFewerVectors() {
        String file = """
                codec: {scheme: float32}
                schedule: {cohort: 12, quorum: 12}
                aggregation: {rule: krum}
                robustness: {byzantine: 2, preAggregation: {kind: bucketing, size: %d}}
                """;
        assertThat(faults(file.formatted(1))).isEmpty();
        assertThat(faults(file.formatted(1).replace("{kind: bucketing, size: 1}", "{kind: clipping, norm: 3}")))
                .isEmpty();
        assertThat(faults(file.formatted(2)))
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.detail()).contains("n = 6 vectors", "after 12 updates were put together"));
    }

    /** As for rules: of one or two updates there is nothing to compare. */
    @ParameterizedTest
    @ValueSource(strings = {"nnm", "arc", "bucketing"})
    void stagesThatCompareUpdatesNeedSeveral(String stage) {
        for (String schedule : List.of("{mode: asynchronous}", "{mode: buffered, buffer: 2}")) {
            assertThat(faults("codec: {scheme: float32}\nschedule: " + schedule + "\nrobustness: {preAggregation: "
                            + stage + "}"))
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(fault.path()).isEqualTo("robustness.preAggregation");
                        assertThat(fault.detail()).contains(stage, "compares updates");
                    });
        }
        assertThat(faults("codec: {scheme: float32}\nschedule: {mode: asynchronous}\n"
                        + "robustness: {preAggregation: clipping}"))
                .isEmpty();
    }

    @Test
    void multiKrumSelectsNoMoreThanAreHonest() {
        assertThat(faults("""
                codec: {scheme: float32}
                schedule: {cohort: 10, quorum: 10}
                aggregation: {rule: multi-krum, selected: 9}
                robustness: {byzantine: 2}
                """))
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("n - f = 8", "was 9"));
    }

    @Test
    void onlyAGeometricMedianKnowsWeights() {
        String file = """
                codec: {scheme: float32}
                aggregation: {rule: %s, weights: examples}
                robustness: {preAggregation: %s}
                """;
        assertThat(faults(file.formatted("geometric-median", "none"))).isEmpty();
        assertThat(faults(file.formatted("weighted-mean", "none"))).isEmpty();
        assertThat(paths(faults(file.formatted("geometric-median", "nnm")))).containsExactly("aggregation.weights");
        assertThat(paths(faults(file.formatted("weighted-mean", "arc")))).containsExactly("aggregation.weights");
        assertThat(paths(faults(file.formatted("coordinate-median", "none")))).containsExactly("aggregation.weights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"coordinate-median", "trimmed-mean", "meamed"})
    void rulesThatGoByCoordinatesTakeVotes(String rule) {
        assertThat(faults("optimizer: {learningRate: 0.01}\naggregation: {rule: " + rule + "}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"geometric-median", "krum", "multi-krum", "bulyan", "centered-clipping", "mda", "monna"})
    void rulesThatGoByDistancesAreBlindOnVotes(String rule) {
        assertThat(faults("optimizer: {learningRate: 0.01}\naggregation: {rule: " + rule + "}"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).isEqualTo("aggregation.rule");
                    assertThat(fault.detail()).contains(rule, "votes");
                });
    }

    @Test
    void stagesThatGoByDistancesAreBlindOnVotesToo() {
        String file = "optimizer: {learningRate: 0.01}\naggregation: {rule: coordinate-median}\n"
                + "robustness: {preAggregation: %s}";
        assertThat(faults(file.formatted("bucketing"))).isEmpty();
        assertThat(paths(faults(file.formatted("nnm")))).containsExactly("robustness.preAggregation");
        assertThat(paths(faults("optimizer: {learningRate: 0.01}\nrobustness: {preAggregation: arc}")))
                .as("majority-vote")
                .containsExactly("robustness.preAggregation");
    }

    @Test
    void dianaRemembersAPlainMean() {
        assertThat(paths(faults("""
                participants: {roster: [a, b, c]}
                codec: {scheme: diana}
                aggregation: {rule: coordinate-median}
                """))).containsExactly("codec.scheme");
    }

    @Test
    void aMeanMayComeAfterStages() {
        JobSpec spec = JobYaml.parse("""
                codec: {scheme: float32}
                robustness: {byzantine: 2, preAggregation: [arc, nnm]}
                """);
        assertThat(spec.aggregation().rule()).isEqualTo(Rule.WEIGHTED_MEAN);
    }

    private static List<String> paths(List<Violation> faults) {
        return faults.stream().map(Violation::path).toList();
    }

    private static List<Violation> faults(String yaml) {
        InvalidJobException invalid = catchThrowableOfType(InvalidJobException.class, () -> JobYaml.parse(yaml));
        List<Violation> violations = invalid == null ? List.of() : invalid.violations();
        Schemas.assertAgree(yaml, violations);
        return violations;
    }
}
