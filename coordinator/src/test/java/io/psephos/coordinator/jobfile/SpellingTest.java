package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
    private static final List<String> KNOWN = List.of("rounds", "cohort", "overSelect", "top-k");

    @ParameterizedTest
    @CsvSource({
        "round, rounds",
        "roundss, rounds",
        "ruonds, rounds",
        "ronuds, rounds",
        "Rounds, rounds",
        "eounds, rounds",
        "over_select, overSelect",
        "over-select, overSelect",
        "topk, top-k",
        "top_k, top-k",
        "oversellect, overSelect"
    })
    void asksForWhatIsOneEditAway(String word, String meant) {
        assertThat(Spelling.question(word, KNOWN)).isEqualTo("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "rnds", "ruondss", "cohorts-", "x", "selectOver", "koort", "ounsdr"})
    void asksNothingElse(String word) {
        assertThat(Spelling.question(word, List.of("rounds", "schedule", "overSelect")))
                .isEmpty();
    }

    @Test
    void asksInTheErrorsOfAJobFile() {
        assertThatThrownBy(() -> JobYaml.parse("""
                        {schedule: {round: 3, cohorts: 4}, codec: {scheme: float_32}, aggregation: {rule: krumm},
                         trainning: {steps: 1}, stop: {accuracy: 0.9, acuracy: 0.8}}"""))
                .hasMessageContaining("schedule.round: is no key of a job file here; did you mean rounds?")
                .hasMessageContaining("schedule.cohorts: is no key of a job file here; did you mean cohort?")
                .hasMessageContaining("was 'float_32'; did you mean float32?")
                .hasMessageContaining("was 'krumm'; did you mean krum?")
                .hasMessageContaining("trainning: is no key of a job file here; did you mean training?")
                // The key that was meant is there already.
                .hasMessageMatching("(?s).*stop.acuracy: is no key of a job file here(?!; did).*");
    }
}
