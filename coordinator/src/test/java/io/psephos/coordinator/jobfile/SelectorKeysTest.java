package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.SelectorKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key that says which clients a round asks. */
class SelectorKeysTest {
    private static final String ROSTER = "participants: {roster: [a, b, c, d], selector: %s}\n";
    private static final String RATE = "optimizer: {learningRate: 0.1}\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "groups: [x]       | synchronous  | FIRST_COME",
                "roster: [a, b, c] | synchronous  | ROSTER_DRAW",
                "roster: [a, b, c] | buffered     | FIRST_COME",
                "roster: [a, b, c] | asynchronous | FIRST_COME",
                "groups: [x]       | buffered     | FIRST_COME"
            })
    void whatIsUsualIsAsItWasAndIsNotWrittenOut(String who, String mode, SelectorKind usual) {
        JobSpec spec = JobYaml.parse(RATE + "participants: {" + who + "}\nschedule: {mode: " + mode + "}");
        JobSpec said = JobYaml.parse(RATE + "participants: {" + who + ", selector: "
                + Choice.of(usual).kind().word() + "}\nschedule: {mode: " + mode + "}");

        assertThat(spec.participants().selector()).isEqualTo(Choice.of(usual));
        assertThat(said).isEqualTo(spec);
        assertThat(((Map<?, ?>) JobFile.render(said).get("participants"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first-come",
                "poisson",
                "{kind: poisson, rate: 0.25}",
                "power-of-choice",
                "{kind: power-of-choice, candidates: 4}",
                "by-examples"
            })
    void whatIsSaidIsWrittenOutAndReadAgain(String selector) {
        JobSpec spec = JobYaml.parse(RATE + ROSTER.formatted(selector) + "schedule: {cohort: 2}");

        assertThat(JobFile.render(spec).get("participants").toString()).contains("selector");
        assertThat(JobFile.parse(JobFile.render(spec))).isEqualTo(spec);
    }

    @Test
    void whoComesFirstMayBeEnough() {
        JobSpec spec = JobYaml.parse(
                RATE + ROSTER.formatted("first-come") + "schedule: {cohort: 3, quorum: 2, overSelect: 1.3}");

        assertThat(spec.schedule().quorum()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "participants: {selector: poisson} | participants.selector | roster",
                "participants: {groups: [x], selector: by-examples} | participants.selector | roster",
                "participants: {roster: [a, b], selector: roster-draw}, schedule: {mode: buffered} "
                        + "| participants.selector | synchronous",
                "participants: {roster: [a, b], selector: power-of-choice}, schedule: {mode: asynchronous} "
                        + "| participants.selector | synchronous",
                "participants: {roster: [a, b], selector: poisson}, codec: {scheme: diana} "
                        + "| participants.selector | everybody",
                "participants: {roster: [a, b], selector: first-come}, codec: {scheme: diana} "
                        + "| participants.selector | everybody",
                "participants: {roster: [a, b, c], selector: poisson}, robustness: {byzantine: 1} "
                        + "| robustness.byzantine | single client",
                "participants: {roster: [a, b, c], selector: {kind: poisson, rate: 0.02}} "
                        + "| participants.selector.rate | 0.1 of a roster of 3",
                "participants: {roster: [a, b, c], selector: {kind: poisson, rate: 1.5}} "
                        + "| participants.selector.rate | was 1.5",
                "participants: {roster: [a, b, c], selector: {kind: power-of-choice, candidates: 1}}, "
                        + "schedule: {cohort: 2} | participants.selector.candidates | was 1",
                "participants: {roster: [a, b, c], selector: {kind: power-of-choice, candidates: 4}} "
                        + "| participants.selector.candidates | was 4",
                "participants: {roster: [a, b, c], selector: {kind: by-examples, rate: 0.5}} "
                        + "| participants.selector.rate | no key",
                "participants: {roster: [a, b, c], selector: poison} | participants.selector | mean poisson",
                "participants: {roster: [a, b, c], selector: poisson}, schedule: {cohort: 3, quorum: 2} "
                        + "| schedule.quorum | cohort"
            })
    void whatDoesNotGoTogetherIsRefused(String job, String path, String says) {
        InvalidJobException refused = catchThrowableOfType(
                InvalidJobException.class, () -> JobYaml.parse("{" + job + ", optimizer: {learningRate: 0.1}}"));

        assertThat(refused.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.path()).isEqualTo(path);
            assertThat(violation.detail()).contains(says);
        });
    }

    /** Rules that need several updates have to bear any number from one to all. */
    @Test
    void aRuleMustBearASingleClient() {
        String bulyan = "{codec: {scheme: float32}, aggregation: {rule: %s}, "
                + "participants: {roster: [a, b, c, d, e, f, g], selector: poisson}}";

        InvalidJobException refused =
                catchThrowableOfType(InvalidJobException.class, () -> JobYaml.parse(bulyan.formatted("krum")));

        assertThat(refused.violations())
                .anySatisfy(violation -> assertThat(violation.detail()).contains("1 to 7 updates"));
        assertThat(JobYaml.parse(bulyan.formatted("weighted-mean"))).isNotNull();
    }
}
