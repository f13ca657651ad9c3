package io.psephos.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Cohort;
import io.psephos.coordinator.cohort.MemberFacts;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.cohort.RosterFacts;
import io.psephos.coordinator.cohort.SelectionInput;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CohortDrawTest {
    private static final JobSpec JOB = JobYaml.parse("""
        model: {seed: 12}
        participants: {roster: [a, b, c], selector: by-examples}
        schedule: {cohort: 2}
        optimizer: {learningRate: 0.1}
        """);

    @Test
    void aSelectorIsToldOfTheRoundAndOfEveryMember() {
        RosterFacts facts = RosterFacts.of(NamedState.EMPTY, 3);
        facts.count(1, 4, OptionalDouble.of(-0.5), 30);
        facts.count(1, 6, OptionalDouble.empty(), 0);
        facts.count(2, 7, OptionalDouble.of(2), 10);
        List<SelectionInput> told = new ArrayList<>();
        CohortDraw draw = new CohortDraw(JOB, Optional.of(input -> {
            told.add(input);
            return Set.of("c");
        }));

        Cohort cohort = draw.cohort(9, 7, facts.in(NamedState.EMPTY));

        assertThat(told)
                .containsExactly(new SelectionInput(
                        List.of("a", "b", "c"),
                        2,
                        9,
                        RosterDraw.mix(12, 9),
                        List.of(
                                MemberFacts.UNKNOWN,
                                new MemberFacts(OptionalDouble.of(-0.5), OptionalLong.of(30), OptionalLong.of(1)),
                                new MemberFacts(OptionalDouble.of(2), OptionalLong.of(10), OptionalLong.of(0)))));
        assertThat(cohort.has(client("c"))).isTrue();
        assertThat(cohort.has(client("a"))).isFalse();
        assertThat(cohort.has(client(null))).isFalse();
        assertThat(cohort.isNobody()).isFalse();
    }

    @Test
    void onlyMembersAreDrawn() {
        CohortDraw draw = new CohortDraw(JOB, Optional.of(input -> Set.of("a", "d\n")));

        assertThatIllegalStateException()
                .isThrownBy(() -> draw.cohort(0, 0, NamedState.EMPTY))
                .withMessageContaining("'d")
                .withMessageContaining("not in the roster")
                .withMessageNotContaining("\n");
    }

    @Test
    void nobodyIsDrawnWhereWhoeverComesFirstIsAsked() {
        Cohort cohort =
                CohortDraw.of(JobYaml.parse("optimizer: {learningRate: 0.1}")).cohort(0, 0, NamedState.EMPTY);

        assertThat(cohort).isEqualTo(Cohort.FIRST_COME);
        assertThat(cohort.has(client(null))).isTrue();
        assertThat(cohort.isNobody()).isFalse();
        assertThat(Cohort.of(Set.of()).isNobody()).isTrue();
    }

    private static Participant client(String name) {
        return new Participant(new ClientId("c-1"), "default", name, Set.of(), 1);
    }
}
