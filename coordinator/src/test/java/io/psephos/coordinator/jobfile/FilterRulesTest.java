package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters are refused, with the reason, where they would have no meaning. */
class FilterRulesTest {
    private static final String ROSTER = "participants: {roster: [a, b, c, d]}\n";
    private static final String ASYNCHRONOUS = "schedule: {mode: asynchronous}\n";
    private static final String FLOATS = "codec: {scheme: float32}\n";
    private static final String VOTES = "codec: {scheme: sign}\noptimizer: {learningRate: 0.01}\n";

    @Row({"filters kardam", "filters lipschitz", "filters frequency"})
    @ParameterizedTest
    @CsvSource({"kardam", "lipschitz", "frequency"})
    void kardamNeedsAFixedRosterOfThreeTimesAsManyAndOne(String filter) {
        String one = "robustness: {byzantine: 1, filters: [" + filter + "]}\n";
        assertThat(faults(ROSTER + ASYNCHRONOUS + FLOATS + one)).isEmpty();
        assertThat(faults(ASYNCHRONOUS + FLOATS + one))
                .containsExactly("kardam, lipschitz and frequency need a fixed roster");
        assertThat(faults("participants: {roster: [a, b, c]}\n" + ASYNCHRONOUS + FLOATS + one))
                .containsExactly("kardam, lipschitz and frequency need a roster of n >= 3f + 1, had n = 3, f = 1");
        assertThat(faults(ROSTER + FLOATS + one)).singleElement().asString().contains("must be asynchronous");
    }

    @ParameterizedTest
    @CsvSource({
        "kardam, 1",
        "lipschitz, 1",
        "frequency, 0",
        "norm-bound, 1",
        "adaptive-norm, 1",
        "cosine, 0",
        "finite, 0"
    })
    void whatMeasuresLengthsIsBlindToVotes(String filter, int faults) {
        assertThat(faults(ROSTER + ASYNCHRONOUS + VOTES + "robustness: {byzantine: 1, filters: [" + filter + "]}"))
                .hasSize(faults);
    }

    @Test
    void agreementNeedsVotesAndCompany() {
        String agreement = "robustness: {filters: [agreement]}\n";
        assertThat(faults(VOTES + agreement)).isEmpty();
        assertThat(faults(FLOATS + agreement))
                .containsExactly("agreement needs votes: it compares each with the decision of all");
        assertThat(faults(VOTES + ASYNCHRONOUS + agreement))
                .containsExactly("agreement needs rounds of at least 3 votes: fewer always agree with themselves");
    }

    @Test
    void acceptAfterLeavesSomebodyToLetPass() {
        String job =
                ROSTER + ASYNCHRONOUS + FLOATS + "robustness: {byzantine: 1, filters: [{kind: kardam, acceptAfter: ";
        assertThat(faults(job + "1}]}")).isEmpty();
        assertThat(faults(job + "2}]}"))
                .containsExactly("acceptAfter must be at most 1, so that a client is left to accept, was 2");
    }

    @Test
    void aFilterStandsOnce() {
        assertThat(faults(FLOATS + "robustness: {filters: [finite, finite]}"))
                .containsExactly("finite is listed twice");
        assertThat(faults(ROSTER + ASYNCHRONOUS + FLOATS + "robustness: {byzantine: 1, filters: [kardam, frequency]}"))
                .containsExactly("frequency is part of kardam");
    }

    @Test
    void ofALargeRosterMostComeTooSeldomToBeCompared() {
        StringBuilder roster = new StringBuilder("participants: {roster: [n-0");
        for (int i = 1; i < 100; i++) {
            roster.append(", n-").append(i);
        }
        String job = roster + "]}\n" + FLOATS + "robustness: {byzantine: 3, filters: [kardam]}\n";
        assertThat(faults(job + ASYNCHRONOUS)).singleElement().asString().contains("within 99 versions");
        assertThat(faults(job + "schedule: {mode: buffered, buffer: 2}")).isEmpty();
    }

    private static List<String> faults(String yaml) {
        InvalidJobException fault = catchThrowableOfType(InvalidJobException.class, () -> JobYaml.parse(yaml));
        return fault == null
                ? List.of()
                : fault.violations().stream().map(Violation::detail).toList();
    }
}
