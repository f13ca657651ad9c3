package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Regularizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key {@code training.regularizers} and {@code training.proximal}, the short form of one of them. */
class RegularizersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regularizers: {kind: proximal, mu: 0.25}",
                "regularizers: [{kind: proximal, mu: 0.25}]",
                "proximal: 0, regularizers: [{kind: proximal, mu: 0.25}]",
                "proximal: 0.25, regularizers: []",
                "proximal: 0.25, regularizers: none"
            })
    void fedProxIsTheSameJobInEveryForm(String form) {
        JobSpec spec = job(form);

        assertThat(spec.training().regularizers())
                .containsExactly(Choice.of(Regularizer.PROXIMAL).with("mu", 0.25));
        assertThat(spec.training().proximal()).isEqualTo(0.25);
        assertThat(spec).isEqualTo(job("proximal: 0.25"));
        assertThat(JobFile.render(spec)).isEqualTo(JobFile.render(job("proximal: 0.25")));
        assertThat(JobFile.parse(JobFile.render(spec))).isEqualTo(spec);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proximal: 0",
                "regularizers: none",
                "regularizers: []",
                "regularizers: null",
                "regularizers: {kind: proximal, mu: 0}"
            })
    void whatAddsNothingIsNoRegularizer(String form) {
        assertThat(job(form).training().regularizers()).isEmpty();
        assertThat(job(form)).isEqualTo(job(""));
    }

    @Test
    void theWeightHasADefault() {
        assertThat(job("regularizers: proximal")).isEqualTo(job("proximal: 0.01"));
    }

    /** Job files of servers before are kept as they were rendered, and read by servers after. */
    @ParameterizedTest
    @ValueSource(strings = {"", "proximal: 0.25", "regularizers: {kind: proximal, mu: 0.25}"})
    void aJobWithoutFurtherRegularizersIsRenderedAsEver(String form) {
        Map<?, ?> training = (Map<?, ?>) JobFile.render(job(form)).get("training");

        assertThat(List.copyOf(training.keySet()).toString())
                .isEqualTo("[steps, batch, learningRate, proximal, shares, maxExamples, decay, momentum, weightDecay]");
        assertThat(training.get("proximal")).isEqualTo(form.isEmpty() ? 0.0 : 0.25);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            proximal: 0.1, regularizers: [{kind: proximal, mu: 0.1}] | '' | contradiction | lists proximal, of which training.proximal is
            regularizers: [proximal, {kind: proximal, mu: 0.2}] | '' | contradiction | proximal is listed twice
            proximal: 0.1, regularizers: [proximel] | [0] | unsupported | must be one of proximal, was 'proximel'; did you mean proximal?
            regularizers: [scaffold] | [0] | unsupported | must be one of proximal, was 'scaffold'
            regularizers: [{kind: proximal, mu: -1}] | [0].mu | out-of-range | must be 0 to 1000000, was -1
            regularizers: {kind: proximal, mu: big} | .mu | wrong-type | must be 0 to 1000000, was 'big'
            regularizers: {kind: proximal, nu: 1} | .nu | unknown-key | is no key of a job file here; did you mean mu?
            regularizers: {mu: 1} | .kind | required | must say which
            """)
    void whatIsWrongIsToldOnceAndWhere(String form, String place, String code, String detail) {
        InvalidJobException fault = catchThrowableOfType(InvalidJobException.class, () -> job(form));

        assertThat(fault.violations()).hasSize(1);
        assertThat(fault.violations().get(0).path()).isEqualTo("training.regularizers" + place);
        assertThat(fault.violations().get(0).code()).isEqualTo(code);
        assertThat(fault.violations().get(0).detail()).startsWith(detail);
    }

    @Test
    void theRateOfLaterRoundsLeavesThemAsTheyAre() {
        JobSpec spec = job("regularizers: {kind: proximal, mu: 0.25}, decay: {linear: 0}");

        assertThat(spec.trainedAfter(7).training().regularizers())
                .isEqualTo(spec.training().regularizers());
    }

    private static JobSpec job(String training) {
        return JobYaml.parse("training: {" + training + "}\noptimizer: {learningRate: 0.01}");
    }
}
