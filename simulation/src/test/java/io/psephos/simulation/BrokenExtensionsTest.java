package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.aggregation.stage.ServerStage;
import io.psephos.aggregation.stage.StageExtension;
import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorExtension;
import io.psephos.coordinator.cohort.CohortSelector;
import io.psephos.coordinator.cohort.SelectorExtension;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.net.LocalTerm;
import io.psephos.learning.net.LocalTermExtension;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.Extension;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Regularizer;
import io.psephos.protocol.Rule;
import io.psephos.protocol.SelectorKind;
import io.psephos.protocol.StageKind;
import io.psephos.robustness.aggregator.RuleExtension;
import io.psephos.robustness.aggregator.VectorRule;
import io.psephos.robustness.attack.Attack;
import io.psephos.robustness.attack.AttackExtension;
import io.psephos.robustness.filter.FilterExtension;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a job fails by the name of the extension that threw, whichever it is and whatever it threw. */
class BrokenExtensionsTest {
    private static final String MEANS = "codec: {scheme: float32}\n";

    static Stream<Arguments> jobs() {
        return Stream.of(
                Arguments.of(new Rules(BrokenExtensionsTest::thrown), MEANS + "aggregation: {rule: x-broken}"),
                Arguments.of(new Rules(() -> (vectors, f) -> new float[1]), MEANS + "aggregation: {rule: x-broken}"),
                Arguments.of(
                        new Rules(() -> (vectors, f) -> {
                            float[] all = new float[vectors.length()];
                            all[3] = Float.NaN;
                            return all;
                        }),
                        MEANS + "aggregation: {rule: x-broken}"),
                Arguments.of(new Filters(), MEANS + "robustness: {filters: [x-broken]}"),
                Arguments.of(
                        new Stages(() -> (result, facts) -> thrown()), MEANS + "aggregation: {stages: [x-broken]}"),
                Arguments.of(
                        new Stages(() -> (result, facts) ->
                                result.remembering(result.state().with("optimizer/momentum", 1))),
                        MEANS + "aggregation: {stages: [x-broken]}"),
                Arguments.of(new Codecs(), "codec: {scheme: x-broken}"),
                Arguments.of(new Attacks(), MEANS + "simulation: {clients: 4, attack: {kind: x-broken, clients: 1}}"),
                Arguments.of(new Terms(), MEANS + "training: {regularizers: x-broken}"),
                Arguments.of(
                        new Selectors(BrokenExtensionsTest::thrown),
                        MEANS + "participants: {roster: [a, b, c, d], selector: x-broken}"),
                Arguments.of(
                        new Selectors(() -> input -> Set.of("somebody")),
                        MEANS + "participants: {roster: [a, b, c, d], selector: x-broken}"));
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void theReasonHasTheNameOfTheExtension(Extension broken, String lines) throws Exception {
        String job = (lines.contains("simulation:") ? lines : lines + "\nsimulation: {clients: 4}")
                + "\nmodel: {net: softmax, layers: [64, 10]}\nschedule: {rounds: 3, cohort: 4}";
        JobSpec spec = JobFile.parse(JobYaml.tree(job), Extensions.of(broken));

        assertThat(ended(spec)).contains(broken.family().title() + " 'x-broken'");
    }

    /** The reason why the job ended, as whoever runs it is told. */
    private static String ended(JobSpec spec) throws InterruptedException {
        try {
            SimulationResult result = new Simulation(spec, DataSets.digits(1), 2).run(event -> {});
            assertThat(result.end().isFinished()).isFalse();
            return String.valueOf(result.end().reason());
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A factory that throws is a violation, which whoever creates the job is told. */
    @Test
    void aStageThatCannotBeMadeIsAViolation() {
        JobSpec spec = JobFile.parse(
                JobYaml.tree(MEANS + "aggregation: {stages: [x-broken]}"),
                Extensions.of(new Stages(BrokenExtensionsTest::thrown)));

        assertThatThrownBy(() -> new Simulation(spec, DataSets.digits(1), 1))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("aggregation.stages")
                .hasMessageContaining("'x-broken' failed: IllegalStateException: out of ideas");
    }

    private static <T> T thrown() {
        throw new IllegalStateException("out of ideas");
    }

    private record Rules(Supplier<VectorRule> made) implements RuleExtension {
        @Override
        public String name() {
            return "x-broken";
        }

        @Override
        public VectorRule rule(Choice<Rule> choice, long roundSeed) {
            return made.get();
        }
    }

    private record Filters() implements FilterExtension {
        @Override
        public String name() {
            return "x-broken";
        }

        @Override
        public Judge judge(Choice<Filter> choice) {
            return (candidate, history) -> thrown();
        }
    }

    private record Stages(Supplier<ServerStage> made) implements StageExtension {
        @Override
        public String name() {
            return "x-broken";
        }

        @Override
        public ServerStage stage(Choice<StageKind> choice, ParameterLayout layout) {
            return made.get();
        }
    }

    private record Codecs() implements CompressorExtension {
        @Override
        public String name() {
            return "x-broken";
        }

        @Override
        public Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds) {
            return update -> thrown();
        }

        @Override
        public Codec codec(Choice<CodecKind> choice, ParameterLayout layout) {
            return thrown();
        }
    }

    private record Attacks() implements AttackExtension {
        @Override
        public String name() {
            return "x-broken";
        }

        @Override
        public Attack attack(Choice<AttackKind> choice) {
            return view -> thrown();
        }
    }

    private record Terms() implements LocalTermExtension {
        @Override
        public String name() {
            return "x-broken";
        }

        @Override
        public LocalTerm term(Choice<Regularizer> choice) {
            return (gradient, parameters, start) -> {
                throw new StackOverflowError();
            };
        }
    }

    private record Selectors(Supplier<CohortSelector> made) implements SelectorExtension {
        @Override
        public String name() {
            return "x-broken";
        }

        @Override
        public CohortSelector selector(Choice<SelectorKind> choice) {
            return made.get();
        }
    }
}
