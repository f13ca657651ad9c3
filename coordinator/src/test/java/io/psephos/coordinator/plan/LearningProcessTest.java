package io.psephos.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.stage.AcceptedUpdates;
import io.psephos.aggregation.stage.Need;
import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.aggregation.stage.ServerStage;
import io.psephos.aggregation.stage.Slot;
import io.psephos.compression.Dense;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearningProcessTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("w", List.of(2))));
    private static final JobSpec FLOATS = JobYaml.parse("codec: {scheme: float32}");
    private static final Aggregate AGGREGATE = new Aggregate(new Dense(new float[] {1, -2}), 3, null);

    /** A stage of any slot that writes down when it ran, and whether the next parameters were known. */
    private record Noted(Slot slot, List<String> log) implements ServerStage {
        @Override
        public RoundResult apply(RoundResult result, RoundFacts facts) {
            log.add(slot + (result.parameters() == null ? "" : " knows parameters"));
            return result;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AGGREGATE", "PRIVACY"})
    void slotsOrderStagesWhateverTheOrderOfTheList(Slot first) {
        List<String> log = new ArrayList<>();
        Stages stages = Stages.builtIn();
        for (Slot slot : List.of(Slot.AFTER, Slot.COMPRESS, Slot.FINALIZE, first)) {
            stages = stages.and((spec, layout) -> Optional.of(new Noted(slot, log)));
        }

        RoundResult result = LearningProcess.of(FLOATS, LAYOUT, stages).run(facts(5, 5), NamedState.EMPTY);

        assertThat(log).containsExactly(first.name(), "FINALIZE", "COMPRESS", "AFTER knows parameters");
        assertThat(result.nextParameters()).containsExactly(4, 7);
    }

    @Test
    void aStageMayBeALambda() {
        ServerStage twice = (result, facts) -> result.measuring("norm", 2);
        Stages stages = Stages.builtIn().and((spec, layout) -> Optional.of(twice));

        RoundResult result = LearningProcess.of(FLOATS, LAYOUT, stages).run(facts(0, 0), NamedState.EMPTY);

        assertThat(result.measurements()).containsEntry("norm", 2.0);
    }

    @Test
    void whatIsNoNumberIsNoVersion() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> LearningProcess.of(FLOATS, LAYOUT, Stages.builtIn())
                        .run(facts(0, Float.NEGATIVE_INFINITY), NamedState.EMPTY))
                .withMessageContaining("parameter 1 became");
    }

    @Test
    void withoutAnOptimizerThereIsNoStep() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LearningProcess.of(FLOATS, LAYOUT, new Stages(List.of()))
                        .run(facts(0, 0), NamedState.EMPTY));
    }

    @Test
    void singleUpdatesAreHiddenUnlessAStageAsksForThem() {
        assertThat(LearningProcess.of(FLOATS, LAYOUT, Stages.builtIn()).needs()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> AcceptedUpdates.hidden().forEach(accepted -> {}));
        JobSpec votes = JobYaml.parse("optimizer: {learningRate: 0.1}");
        assertThat(LearningProcess.of(votes, LAYOUT, Stages.builtIn()).needs()).containsExactly(Need.SINGLE_UPDATES);
    }

    @Test
    void whatClientsShareOutlivesARollbackAndGoesWithALostMemory() {
        JobSpec diana = JobYaml.parse("""
            participants: {roster: [a, b]}
            codec: {scheme: diana}
            optimizer: {momentum: 0.5}
            """);
        LearningProcess process = LearningProcess.of(diana, LAYOUT, Stages.builtIn());
        NamedState state = process.run(facts(0, 0), NamedState.EMPTY).state();

        assertThat(state.names()).containsExactly("diana/h", "optimizer/momentum");
        assertThat(process.afterRollback(state).names()).containsExactly("diana/h");
        assertThat(process.withoutSharedWithClients(state).names()).containsExactly("optimizer/momentum");
    }

    /** A mechanism that shows nothing but zeros. */
    private static final ServerStage ZEROS = new ServerStage() {
        @Override
        public RoundResult apply(RoundResult result, RoundFacts facts) {
            return result.toward(new Dense(new float[2]));
        }

        @Override
        public Slot slot() {
            return Slot.PRIVACY;
        }
    };

    @Test
    void behindAPrivacyMechanismNothingElseIsKnown() {
        List<RoundFacts> seen = new ArrayList<>();
        ServerStage curious = (result, facts) -> {
            seen.add(facts);
            return result;
        };

        LearningProcess process = LearningProcess.of(FLOATS, LAYOUT, with(curious, ZEROS));
        RoundResult result = process.run(facts(5, 5), NamedState.EMPTY);

        assertThat(process.isPrivate()).isTrue();
        assertThat(result.nextParameters()).containsExactly(5, 5);
        assertThat(seen).singleElement().satisfies(facts -> {
            assertThat(facts.aggregate().direction().toDense()).containsExactly(0, 0);
            assertThat(facts.reports()).isEmpty();
            assertThatIllegalStateException().isThrownBy(() -> facts.updates().forEach(accepted -> {}));
        });
    }

    @Test
    void whatAMechanismHidesNoStageMayAskFor() {
        JobSpec votes = JobYaml.parse("optimizer: {learningRate: 0.1}");

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LearningProcess.of(votes, LAYOUT, Stages.builtIn().and((spec, layout) -> Optional.of(ZEROS))))
                .withMessageContaining("MajorityAgreement");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearningProcess.of(
                        FLOATS, LAYOUT, with(ZEROS, new Publishing(Set.of(), Map.of("counts", LAYOUT)))))
                .withMessageContaining("counts");
        JobSpec diana = JobYaml.parse("participants: {roster: [a, b]}\ncodec: {scheme: diana}");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LearningProcess.of(diana, LAYOUT, Stages.builtIn().and((spec, layout) -> Optional.of(ZEROS))))
                .withMessageContaining("DifferenceShift");
        for (String selector : List.of("power-of-choice", "by-examples")) {
            JobSpec byFacts = JobYaml.parse(
                    "codec: {scheme: float32}\nparticipants: {roster: [a, b], selector: " + selector + "}");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LearningProcess.of(
                            byFacts, LAYOUT, Stages.builtIn().and((spec, layout) -> Optional.of(ZEROS))))
                    .withMessageContaining("CLIENTS");
        }
    }

    @Test
    void noStageKeepsWhatIsTheFilters() {
        ServerStage stage = (result, facts) -> result.remembering(result.state().with("filter/mine", 1));

        assertThatIllegalStateException()
                .isThrownBy(() -> LearningProcess.of(
                                FLOATS, LAYOUT, Stages.builtIn().and((spec, layout) -> Optional.of(stage)))
                        .run(facts(0, 0), NamedState.EMPTY))
                .withMessageContaining("filter/mine");
    }

    @Test
    void twoStagesDoNotShareTheNameOfAnArtefact() {
        ServerStage publishes = new Publishing(Set.of("generator"), Map.of());
        ServerStage takes = new Publishing(Set.of(), Map.of("counts", LAYOUT));

        assertThat(LearningProcess.of(FLOATS, LAYOUT, with(publishes, takes)).publishes())
                .containsExactly("generator");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearningProcess.of(FLOATS, LAYOUT, with(publishes, publishes)))
                .withMessageContaining("same name");
        assertThatIllegalArgumentException().isThrownBy(() -> LearningProcess.of(FLOATS, LAYOUT, with(takes, takes)));
    }

    private record Publishing(Set<String> publishes, Map<String, ParameterLayout> takes) implements ServerStage {
        @Override
        public RoundResult apply(RoundResult result, RoundFacts facts) {
            return result;
        }
    }

    private static Stages with(ServerStage one, ServerStage other) {
        return Stages.builtIn().and((spec, layout) -> Optional.of(one)).and((spec, layout) -> Optional.of(other));
    }

    private static RoundFacts facts(float... parameters) {
        return new RoundFacts(AGGREGATE, parameters, 0, 1, List.of(), AcceptedUpdates.hidden());
    }
}
