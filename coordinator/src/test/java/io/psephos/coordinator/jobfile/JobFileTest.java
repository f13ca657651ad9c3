package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.PartitionKind;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.RateDecay;
import io.psephos.protocol.Row;
import io.psephos.protocol.Rule;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of job file parsing: valid keys, and violations of invalid ones. */
class JobFileTest {
    private static final String RATE = "optimizer: {learningRate: 0.01}\n";

    @Test
    void defaultsOfAFileThatSaysNothingButTheLearningRate() {
        assertThat(JobYaml.parse(RATE))
                .isEqualTo(new JobSpec(
                        "job",
                        new JobSpec.Model("mlp", List.of(64, 128, 10), 7),
                        new JobSpec.Participants(List.of("default"), List.of()),
                        new JobSpec.Schedule(200, 20, 1, 16, Duration.ofSeconds(30)),
                        new JobSpec.Training(OptionalInt.of(1), OptionalInt.empty(), 32, 0.01, 0, 1_000_000),
                        new JobSpec.Codec(CodecScheme.STO_SIGN, OptionalDouble.of(0.05)),
                        new JobSpec.Aggregation(Rule.MAJORITY_VOTE, JobSpec.Ties.ZERO, JobSpec.Weights.UNIFORM),
                        new JobSpec.Optimizer(0.01, 1),
                        new JobSpec.Robustness(0),
                        new JobSpec.Privacy(),
                        new JobSpec.Evaluation(EvaluationData.SERVER, "digits", 1),
                        new JobSpec.Stop(OptionalDouble.empty()),
                        new JobSpec.Simulation(
                                "digits",
                                20,
                                new JobSpec.Simulation.Partition(PartitionKind.IID, 0, 0),
                                1,
                                new JobSpec.Simulation.Attack(AttackKind.NONE, 0))));
    }

    @Test
    void votesNeedALearningRate() {
        assertThat(faults("")).containsExactly("optimizer.learningRate required");
        assertThat(faults("{}")).containsExactly("optimizer.learningRate required");
    }

    @Test
    void floatsHaveDefaultsOfTheirOwn() {
        JobSpec spec = JobYaml.parse("codec: {scheme: float32}");

        assertThat(spec.codec()).isEqualTo(new JobSpec.Codec(CodecScheme.FLOAT32, OptionalDouble.empty()));
        assertThat(spec.aggregation().rule()).isEqualTo(Rule.WEIGHTED_MEAN);
        assertThat(spec.optimizer().learningRate()).isEqualTo(1);
    }

    @Test
    void aRostersCohortIsTheRosterAndItsQuorumTheCohort() {
        JobSpec spec = JobYaml.parse(RATE + "participants: {roster: [a, b, c]}");

        assertThat(spec.participants()).isEqualTo(new JobSpec.Participants(List.of(), List.of("a", "b", "c")));
        assertThat(spec.schedule().cohort()).isEqualTo(3);
        assertThat(spec.schedule().quorum()).isEqualTo(3);
    }

    /** Either follows the other, as a simulation on one set is rarely meant to be judged by another. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: a | digits digits",
                "simulation: {data: mnist} | mnist mnist",
                "evaluation: {set: mnist} | mnist mnist",
                "evaluation: {set: fashion}, simulation: {data: mnist} | fashion mnist",
                "evaluation: {data: none}, simulation: {data: mnist} | mnist mnist"
            })
    void theSetOfEvaluationIsThatOfTheSimulationWhereNoneIsNamed(String lines, String sets) {
        JobSpec spec = JobYaml.parse("{" + lines + ", codec: {scheme: float32}}");

        assertThat(spec.evaluation().set() + " " + spec.simulation().data()).isEqualTo(sets);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "4, 4", "5, 4", "6, 5", "10, 8", "11, 9", "20, 16", "1000000, 800000"})
    void quorumIsFourFifthsOfTheCohortRoundedUp(int cohort, int quorum) {
        assertThat(JobYaml.parse(RATE + "schedule: {cohort: " + cohort + "}")
                        .schedule()
                        .quorum())
                .isEqualTo(quorum);
    }

    @Test
    void ratesFallInFourWays() {
        assertThat(decay("{linear: 0.1}")).isEqualTo(new RateDecay.Linear(0.1));
        assertThat(decay("{exponential: 0.98}")).isEqualTo(new RateDecay.Exponential(0.98));
        assertThat(decay("{steps: [50, 150], factor: 0.5}")).isEqualTo(new RateDecay.Steps(List.of(50, 150), 0.5));
        assertThat(decay("{steps: [50]}")).isEqualTo(new RateDecay.Steps(List.of(50), 0.1));
        for (String cosine : List.of("cosine", "{cosine}", "{cosine: 0}")) {
            assertThat(decay(cosine)).isEqualTo(new RateDecay.Cosine(0));
        }
        assertThat(decay("{cosine: 0.2}")).isEqualTo(new RateDecay.Cosine(0.2));
        assertThat(decay("{}")).isEqualTo(decay("null")).isEqualTo(RateDecay.NONE);
    }

    private static RateDecay decay(String yaml) {
        JobSpec spec =
                JobYaml.parse("optimizer: {learningRate: 0.01, decay: " + yaml + "}\ntraining: {decay: " + yaml + "}");
        assertThat(spec.training().decay()).isEqualTo(spec.optimizer().decay());
        return spec.optimizer().decay();
    }

    @Test
    void nullIsNoValue() {
        assertThat(JobYaml.parse(RATE + "stop: {accuracy: }\nparticipants: {roster: , groups: null}\ntraining:\n"))
                .isEqualTo(JobYaml.parse(RATE));
        assertThat(JobYaml.parse(RATE + "training: {epochs: }")).isEqualTo(JobYaml.parse(RATE));
    }

    @Row({"schedule.mode synchronous", "dampening none", "preAggregation none", "privacy.mechanism none"})
    @Test
    void theSampleOfTheProtocolIsAJobFile() {
        JobSpec spec = JobYaml.parse("""
                name: digits
                model: {net: mlp, layers: [64, 128, 10], seed: 7}
                participants: {groups: [default]}
                schedule: {mode: synchronous, rounds: 200, cohort: 20, overSelect: 1.0, quorum: 16, deadline: PT30S}
                training: {steps: 1, batch: 32, learningRate: 0.01, proximal: 0.0, shares: all, maxExamples: 1000000}
                codec: {scheme: sto-sign, b: {constant: 0.05}, errorFeedback: false}
                aggregation: {rule: majority-vote, ties: zero, weights: uniform, dampening: none}
                optimizer: {kind: sgd, learningRate: 0.01, momentum: 0.0, decay: {linear: 0.1}}
                robustness: {byzantine: 4, filters: [], preAggregation: none}
                privacy: {mechanism: none, secureAggregation: false}
                evaluation: {data: server, set: digits, every: 5}
                stop: {accuracy: 0.97}
                simulation: {data: digits, clients: 20, partition: {dirichlet: 1.0}, seed: 1, attack: {kind: sign-flip, clients: 4}}
                """);

        assertThat(spec.name()).isEqualTo("digits");
        assertThat(spec.optimizer()).isEqualTo(new JobSpec.Optimizer(0.01, 0.1));
        assertThat(spec.stop().accuracy()).hasValue(0.97);
        assertThat(spec.simulation().partition())
                .isEqualTo(new JobSpec.Simulation.Partition(PartitionKind.DIRICHLET, 1, 0));
        assertThat(spec.simulation().attack()).isEqualTo(new JobSpec.Simulation.Attack(AttackKind.SIGN_FLIP, 4));
    }

    @Test
    void jsonIsAJobFileToo() {
        assertThat(JobYaml.parse("{\"name\": \"a\", \"optimizer\": {\"learningRate\": 1e-2}}")
                        .name())
                .isEqualTo("a");
    }

    @Row("422 invalid-job")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: ''                                          | name out-of-range",
                "name: 7                                           | name wrong-type",
                "name: [a]                                         | name wrong-type",
                "name: \"a\\0b\"                                   | name out-of-range",
                "model: mlp                                        | model wrong-type",
                "model: {layers: [64]}                             | model.layers out-of-range",
                "model: {layers: [64, 0]}                          | model.layers out-of-range",
                "model: {layers: [64, ten]}                        | model.layers wrong-type",
                "model: {layers: [64, null]}                       | model.layers wrong-type",
                "model: {layers: 64}                               | model.layers wrong-type",
                "model: {seed: -1}                                 | model.seed out-of-range",
                "model: {seed: 9007199254740992}                   | model.seed out-of-range",
                "model: {seed: 99999999999999999999999}            | model.seed out-of-range",
                "model: {seed: 1.5}                                | model.seed wrong-type",
                "model: {upload: 1}                                | model.upload wrong-type",
                "model: {upload: true, net: mlp}                   | model.net contradiction",
                "model: {layout: [{name: w, shape: [2]}]}          | model.layout contradiction",
                "model: {upload: true, layout: []}                 | model.layout out-of-range",
                "model: {upload: true, layout: [w]}                | model.layout out-of-range",
                "model: {upload: true, layout: [{name: w, shape: [1], x: 1}]} | model.layout[0].x unknown-key",
                "model: {upload: true, layout: [{name: w}]}        | model.layout[0].shape required",
                "participants: {groups: []}                        | participants.groups out-of-range",
                "participants: {groups: [null]}                    | participants.groups out-of-range",
                "participants: {groups: [a], roster: [b]}          | participants.groups contradiction",
                "participants: {roster: [a, a]}                    | participants.roster contradiction",
                "schedule: {mode: sideways}                        | schedule.mode unsupported",
                "schedule: {rounds: 0}                             | schedule.rounds out-of-range",
                "schedule: {rounds: yes}                           | schedule.rounds wrong-type",
                "schedule: {cohort: 1000001}                       | schedule.cohort out-of-range",
                "schedule: {quorum: 21}                            | schedule.quorum out-of-range",
                "schedule: {overSelect: 0.9}                       | schedule.overSelect out-of-range",
                "schedule: {overSelect: .nan}                      | schedule.overSelect out-of-range",
                "schedule: {deadline: 30}                          | schedule.deadline wrong-type",
                "schedule: {deadline: PT0.01S}                     | schedule.deadline out-of-range",
                "schedule: {deadline: P8D}                         | schedule.deadline out-of-range",
                "schedule: {deadline: P999999999999999999D}        | schedule.deadline wrong-type",
                "training: {steps: 1, epochs: 1}                   | training.epochs contradiction",
                "training: {shares: head}                          | training.shares unsupported",
                "training: {learningRate: fast}                    | training.learningRate wrong-type",
                "training: {learningRate: 0}                       | training.learningRate out-of-range",
                "training: {maxExamples: 0}                        | training.maxExamples out-of-range",
                "training: {momentum: 1}                           | training.momentum out-of-range",
                "training: {weightDecay: -1}                       | training.weightDecay out-of-range",
                "training: {decay: {exponential: 0}}               | training.decay.exponential out-of-range",
                "training: {decay: {cosine: 1, linear: 1}}         | training.decay.linear unknown-key",
                "training: {decay: {exponential: 0.5}}             | training.decay contradiction",
                "codec: {errorFeedback: true}                      | codec.errorFeedback contradiction",
                "codec: {errorFeedback: maybe}                     | codec.errorFeedback wrong-type",
                "codec: {threshold: 0.5}                           | codec.threshold contradiction",
                "codec: {scheme: ternary, threshold: -1}           | codec.threshold out-of-range",
                "codec: {scheme: ternary, errorFeedback: true}     | codec.errorFeedback contradiction",
                "codec: {scheme: natural, errorFeedback: true}     | codec.errorFeedback contradiction",
                "codec: {b: {adaptive: {rank: 2}}}                 | codec.b.adaptive.rank out-of-range",
                "codec: {b: {adaptive: {share: 1}}}                | codec.b.adaptive.share unknown-key",
                "aggregation: {maxVotes: 3}                        | aggregation.maxVotes contradiction",
                "aggregation: {weights: examples, maxVotes: 0}     | aggregation.maxVotes out-of-range",
                "aggregation: {serverErrorFeedback: sign}         | aggregation.serverErrorFeedback unsupported",
                "codec: {scheme: dp-sign}                          | codec.scheme unsupported",
                "codec: {b: 0.5}                                   | codec.b wrong-type",
                "codec: {b: {constant: 0}}                         | codec.b.constant out-of-range",
                "codec: {scheme: sign, b: {constant: 1}}           | codec.b contradiction",
                "aggregation: {rule: crum}                         | aggregation.rule unsupported",
                "aggregation: {ties: [zero]}                       | aggregation.ties unsupported",
                "aggregation: {dampening: inversed}                | aggregation.dampening unsupported",
                "aggregation: {dampening: {alpha: 1}}              | aggregation.dampening.kind required",
                "aggregation: {dampening: {kind: exponential, alpha: 0}} | aggregation.dampening.alpha out-of-range",
                "aggregation: {dampening: {kind: exponential, power: 1}} | aggregation.dampening.power unknown-key",
                "schedule: {buffer: 3}                             | schedule.buffer contradiction",
                "schedule: {mode: buffered, quorum: 3}             | schedule.quorum contradiction",
                "schedule: {mode: asynchronous, buffer: 3}         | schedule.buffer contradiction",
                "schedule: {mode: asynchronous, maxStaleness: -1}  | schedule.maxStaleness out-of-range",
                "robustness: {filters: [{kind: norm-bound, norm: x}]} | robustness.filters[0].norm wrong-type",
                "robustness: {filters: [{norm: 1}]}                | robustness.filters[0].kind required",
                "robustness: {preAggregation: {kind: nnm, size: 2}} | robustness.preAggregation.size unknown-key",
                "simulation: {attack: {kind: ipm, factor: -1}}     | simulation.attack.factor out-of-range",
                "robustness: {byzantine: 10}                       | robustness.byzantine contradiction",
                "robustness: {filters: [norm]}                     | robustness.filters[0] unsupported",
                "privacy: {mechanism: gaussian}                    | privacy.mechanism unsupported",
                "evaluation: {data: friends}                       | evaluation.data unsupported",
                "evaluation: {every: 0}                            | evaluation.every out-of-range",
                "stop: {accuracy: 1.1}                             | stop.accuracy out-of-range",
                "simulation: {partition: random}                   | simulation.partition out-of-range",
                "simulation: {partition: 3}                        | simulation.partition wrong-type",
                "simulation: {partition: {dirichlet: 1, shards: 2}} | simulation.partition.dirichlet unknown-key",
                "simulation: {attack: {kind: sign-flip, clients: 21}} | simulation.attack.clients contradiction",
                "simulation: {attack: {clients: 1}}                | simulation.attack.kind contradiction",
                "schedule: {rouns: 3}                              | schedule.rouns unknown-key",
                "surprise: 1                                       | surprise unknown-key",
                "3: 1                                              | 3 unknown-key",
            })
    void everyFaultHasItsPathAndCode(String line, String fault) {
        assertThat(faults(RATE + line)).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codec: {scheme: float32}\\naggregation: {rule: majority-vote}  | aggregation.rule contradiction",
                "codec: {scheme: scaled-sign}\\naggregation: {rule: vote-mean}    | aggregation.rule contradiction",
                "evaluation: {data: none}\\nstop: {accuracy: 0.5}               | stop.accuracy contradiction",
                "participants: {roster: [a, b]}\\nschedule: {cohort: 3}         | schedule.cohort contradiction",
                "participants: {roster: [a, b]}\\nschedule: {quorum: 1}         | schedule.quorum contradiction",
                "participants: {roster: [a, b]}\\nschedule: {overSelect: 1.5}   | schedule.overSelect contradiction",
            })
    void partsThatContradictEachOtherAreRefused(String lines, String fault) {
        assertThat(faults(RATE + lines.replace("\\n", "\n"))).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: newton              | optimizer.kind unsupported",
                "kind: [sgd]               | optimizer.kind unsupported",
                "momentum: 1               | optimizer.momentum out-of-range",
                "momentum: x               | optimizer.momentum wrong-type",
                "decay: linear             | optimizer.decay out-of-range",
                "decay: 0.5                | optimizer.decay wrong-type",
                "decay: {linear: 2}        | optimizer.decay.linear out-of-range",
                "decay: {steps: [3, 3]}    | optimizer.decay.steps out-of-range",
                "decay: {steps: [0]}       | optimizer.decay.steps out-of-range",
                "decay: {steps: 3}         | optimizer.decay.steps wrong-type",
                "decay: {linear: 1, factor: 0.5} | optimizer.decay.factor unknown-key",
                "trust: 0.9                | optimizer.trust unknown-key",
                "kind: adam, momentum: 0.9  | optimizer.momentum unknown-key",
                "kind: adam, decay: 0.01    | optimizer.decay wrong-type",
                "kind: adam, beta2: 1       | optimizer.beta2 out-of-range",
                "kind: adam, correction: x  | optimizer.correction out-of-range",
                "kind: novograd, decay: -1  | optimizer.decay out-of-range",
                "kind: yogi, tau: 0         | optimizer.tau out-of-range",
            })
    void optimizersAreKindsWithOptions(String option, String fault) {
        assertThat(faults("optimizer: {learningRate: 0.01, " + option + "}")).containsExactly(fault);
    }

    @Test
    void aBareNumberIsTheDecayOfWeightsWhereAKindHasOne() {
        JobSpec.Optimizer bare = JobYaml.parse("optimizer: {kind: novograd, learningRate: 0.1, decay: 0.25}")
                .optimizer();
        JobSpec.Optimizer both = JobYaml.parse(
                        "optimizer: {kind: novograd, learningRate: 0.1, weightDecay: 0.25, decay: {linear: 0.5}}")
                .optimizer();

        assertThat(bare.choice().number("weightDecay")).isEqualTo(0.25);
        assertThat(bare.rateAt(100, 200)).isEqualTo(0.1);
        assertThat(both.choice().number("weightDecay")).isEqualTo(0.25);
        assertThat(both.rateAt(100, 200)).isLessThan(0.1);
    }

    /** 2²⁴ examples times a coordinate of 2¹⁰ is the largest addend that a mean takes as it is. */
    @Test
    void weightsOfAMeanLeaveRoomForCoordinates() {
        String mean = "codec: {scheme: float32}\naggregation: {weights: examples}\ntraining: {maxExamples: ";
        assertThat(faults(mean + "16777217}")).containsExactly("training.maxExamples contradiction");
        assertThat(JobYaml.parse(mean + "16777216}").training().maxExamples()).isEqualTo(1 << 24);
        assertThat(JobYaml.parse(mean.replace("examples", "uniform") + "16777217}")
                        .training()
                        .maxExamples())
                .isGreaterThan(1 << 24);
        assertThat(JobYaml.parse(RATE + "aggregation: {weights: examples}\ntraining: {maxExamples: 16777217}")
                        .training()
                        .maxExamples())
                .isGreaterThan(1 << 24);
    }

    @Row("422 invalid-job")
    @Test
    void everyViolationComesAtOnce() {
        assertThat(faults("""
                        name: ''
                        model: {layers: [0, x]}
                        schedule: {cohort: 4, rounds: -1, quorum: 9}
                        robustness: {byzantine: 2}
                        codec: {scheme: sto-sign, c: 1}
                        stop: {accuracy: 2}
                        extra: {}
                        """))
                .containsExactlyInAnyOrder(
                        "name out-of-range",
                        "model.layers out-of-range",
                        "model.layers wrong-type",
                        "schedule.rounds out-of-range",
                        "schedule.quorum out-of-range",
                        "codec.c unknown-key",
                        "optimizer.learningRate required",
                        "stop.accuracy out-of-range",
                        "extra unknown-key",
                        "robustness.byzantine contradiction");
    }

    @Test
    void nothingIsHeldAgainstTheDefaultOfABrokenKey() {
        assertThat(faults(RATE + "schedule: {cohort: many}\nrobustness: {byzantine: 15}"))
                .containsExactly("schedule.cohort wrong-type");
        assertThat(faults(RATE + "codec: {scheme: dp-sign}\naggregation: {rule: vote-mean}"))
                .containsExactly("codec.scheme unsupported");
    }

    @Test
    void aFaultShowsTheOffendingValueShortAndPrintable() {
        String evil = "\u001b[2J" + "x".repeat(1000);

        InvalidJobException fault = catchThrowableOfType(
                InvalidJobException.class, () -> JobFile.parse(Map.of("codec", Map.of("scheme", evil))));

        assertThat(fault.violations())
                .allSatisfy(violation ->
                        assertThat(violation.detail()).hasSizeLessThan(300).doesNotContain("\u001b"));
    }

    @Test
    void treesWithNullsAreJudgedAsOthers() {
        Map<String, Object> tree = new HashMap<>();
        tree.put("optimizer", Map.of("learningRate", 1));
        tree.put("stop", null);
        tree.put("participants", Map.of("groups", Arrays.asList("a", null)));
        tree.put(null, 3);

        assertThatThrownBy(() -> JobFile.parse(tree))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("participants.groups")
                .hasMessageContaining("null");
    }

    static List<String> faults(String yaml) {
        InvalidJobException fault = catchThrowableOfType(InvalidJobException.class, () -> JobYaml.parse(yaml));
        assertThat(fault).as("refused: %s", yaml).isNotNull();
        Schemas.assertAgree(yaml, fault.violations());
        return fault.violations().stream().map(JobFileTest::shown).toList();
    }

    private static String shown(Violation violation) {
        return violation.path() + " " + violation.code();
    }
}
