package io.psephos.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.json.ProtocolJson;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProblemCodeTest {

    /** The closed list of the protocol's text, status by status. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|bad-request",
                "401|invalid-token invalid-client invalid-enrolment-token clock-skew",
                "403|forbidden incapable quarantined budget-spent",
                "404|not-found no-delta",
                "410|gone job-ended",
                "405|method-not-allowed",
                "406|not-acceptable",
                "408|timeout",
                "416|range-not-satisfiable",
                "409|round-closed duplicate-differs stale wrong-state no-model key-in-use name-in-use secure-aggregation",
                "411|length-required",
                "413|too-large",
                "415|unsupported-media-type",
                "422|malformed-frame unsupported-version wrong-scheme wrong-length bad-checksum wrong-base"
                        + " examples-out-of-range not-finite filtered invalid-job invalid-member invalid-key invalid-proof"
                        + " invalid-model wrong-layout",
                "429|rate-limited",
                "500|internal",
                "503|unavailable"
            })
    void codesHaveTheStatusOfTheProtocol(int status, String words) {
        Set<String> codes = Arrays.stream(ProblemCode.values())
                .filter(code -> code.status() == status)
                .map(ProblemCode::word)
                .collect(Collectors.toSet());
        assertThat(codes).isEqualTo(new TreeSet<>(Set.of(words.split(" "))));
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void codesTravelAsTheirWords(ProblemCode code) {
        String json = ProtocolJson.strict().writeValueAsString(code);
        assertThat(json).isEqualTo("\"" + code + "\"");
        assertThat(ProtocolJson.strict().readValue(json, ProblemCode.class)).isEqualTo(code);
        assertThat(ProblemCode.of(code.word())).contains(code);
    }

    @Test
    void otherWordsAreNoCodes() {
        assertThat(ProblemCode.of("MALFORMED_FRAME")).isEmpty();
    }

    @Test
    void aProblemShortensAndCleansForeignText() {
        Problem problem = Problem.of(ProblemCode.WRONG_LENGTH, "too long", "a\u0000" + "x".repeat(200));
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.title()).isEqualTo("wrong length");
        assertThat(problem.value()).hasSize(100).startsWith("a\uFFFDx");
        assertThat(ProtocolJson.strict().writeValueAsString(problem)).doesNotContain("violations");
    }
}
