package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of codec options in job files. */
final class CodecOptionsTest {
    private static final String ROSTER = "participants: {roster: [a, b, c]}\n";

    @ParameterizedTest
    @EnumSource(value = CodecScheme.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void everySchemeHasItsUsualOptions(CodecScheme scheme) {
        JobSpec spec = JobYaml.parse(ROSTER + "optimizer: {learningRate: 0.1}\ncodec: {scheme: " + scheme.word() + "}");

        assertThat(spec.codec().options()).isEqualTo(scheme.options());
        assertThat(scheme.options())
                .allSatisfy((option, value) -> assertThat(option.takes(value)).isTrue());
    }

    @Test
    void optionsAreRead() {
        assertThat(codec("{scheme: qsgd, levels: 3, bucket: 64, norm: max}").options())
                .isEqualTo(Map.of(CodecOption.LEVELS, 3, CodecOption.BUCKET, 64, CodecOption.NORM, "max"));
        assertThat(codec("{scheme: top-k, k: 100, entropy: zstd}").number(CodecOption.K))
                .isEqualTo(100);
        assertThat(codec("{scheme: top-k, k: 100, entropy: zstd}").frame()).isEqualTo(15);
        assertThat(codec("{scheme: terngrad}").b()).isEmpty();
        assertThat(codec("{scheme: terngrad, b: {constant: 0.5}}").b()).hasValue(0.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{scheme: qsgd, levels: 0}; codec.levels out-of-range",
                "{scheme: qsgd, levels: 65536}; codec.levels out-of-range",
                "{scheme: qsgd, levels: 1.5}; codec.levels out-of-range",
                "{scheme: qsgd, levels: many}; codec.levels wrong-type",
                "{scheme: qsgd, norm: l1}; codec.norm out-of-range",
                "{scheme: qsgd, norm: 2}; codec.norm wrong-type",
                "{scheme: top-k, k: .nan}; codec.k out-of-range",
                "{scheme: top-k, levels: 3}; codec.levels contradiction",
                "{scheme: eden, b: {constant: 1}}; codec.b contradiction",
                "{scheme: qsgd, errorFeedback: true}; codec.errorFeedback contradiction",
                "{scheme: adacomp, errorFeedback: true}; codec.errorFeedback contradiction",
                "{scheme: terngrad, errorFeedback: true, b: {constant: 1}}; codec.errorFeedback contradiction",
                "{scheme: terngrad, errorFeedback: true, b: {adaptive: {}}}; codec.errorFeedback contradiction",
                "{scheme: diana}; codec.scheme contradiction",
                "{scheme: qsgd, dither: 1}; codec.dither unknown-key"
            })
    void whatDoesNotFitIsAViolation(String codec, String violation) {
        assertThat(violations("codec: " + codec)).containsExactly(violation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eden", "terngrad", "terngrad, clip: 0", "top-k", "scaled-sign"})
    void whatLosesSomethingTakesErrorFeedback(String codec) {
        assertThat(violations("codec: {errorFeedback: true, scheme: " + codec + "}"))
                .isEmpty();
    }

    @Test
    void stepsAreMadeSmallByASchemeOrASchemeWithOptions() {
        assertThat(steps("none")).isEmpty();
        assertThat(steps("eden").orElseThrow().scheme()).isEqualTo(CodecScheme.EDEN);
        assertThat(steps("{scheme: top-k, k: 0.05}").orElseThrow().number(CodecOption.K))
                .isEqualTo(0.05);
        assertThat(violations("aggregation: {serverErrorFeedback: sign}\ncodec: {scheme: float32}"))
                .containsExactly("aggregation.serverErrorFeedback unsupported");
        assertThat(violations("aggregation: {serverErrorFeedback: {scheme: top-k, k: 0}}\ncodec: {scheme: float32}"))
                .containsExactly("aggregation.serverErrorFeedback.k out-of-range");
    }

    @Test
    void whatStepsCannotBeIsAViolation() {
        assertThat(violations("aggregation: {serverErrorFeedback: {scheme: dq-sgd, decides: client}}\n"
                        + "codec: {scheme: float32}"))
                .containsExactly("aggregation.serverErrorFeedback.decides contradiction");
        assertThat(
                        violations(
                                "aggregation: {serverErrorFeedback: {scheme: terngrad, b: {constant: 1}}}\ncodec: {scheme: float32}"))
                .containsExactly("aggregation.serverErrorFeedback.b unknown-key");
        assertThat(violations("aggregation: {serverErrorFeedback: {scheme: top-k, entropy: zstd}}\n"
                        + "codec: {scheme: float32}"))
                .containsExactly("aggregation.serverErrorFeedback contradiction");
        assertThat(violations("aggregation: {serverErrorFeedback: {scheme: none, k: 1}}\ncodec: {scheme: float32}"))
                .containsExactly("aggregation.serverErrorFeedback.k unknown-key");
        assertThat(violations("aggregation: {serverErrorFeedback: eden}\noptimizer: {learningRate: 0.1}"))
                .containsExactly("aggregation.serverErrorFeedback contradiction");
        assertThat(violations(
                        "aggregation: {serverErrorFeedback: eden}\noptimizer: {learningRate: 0.1, momentum: 0.9}"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = CodecScheme.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void stepsTakeEverySchemeWithAScale(CodecScheme scheme) {
        if (scheme.isForSteps()) {
            assertThat(steps(scheme.word()).orElseThrow().scheme()).isEqualTo(scheme);
        } else {
            assertThatExceptionOfType(InvalidJobException.class)
                    .isThrownBy(() -> steps(scheme.word()))
                    .satisfies(refused -> assertThat(refused.violations())
                            .singleElement()
                            .satisfies(violation -> assertThat(violation.detail())
                                    .contains(scheme.word())
                                    .containsPattern("have none|only one side|does not compress")));
        }
    }

    @Test
    void floatsMayHaveMomentumAndThenNoErrorFeedback() {
        assertThat(JobYaml.parse("codec: {scheme: float32, momentum: 0.9}")
                        .codec()
                        .number(CodecOption.MOMENTUM))
                .isEqualTo(0.9);
        assertThat(violations("codec: {scheme: float32, momentum: 0.9, errorFeedback: true}"))
                .containsExactly("codec.errorFeedback contradiction");
    }

    @Test
    void dianaNeedsEverybodyInEveryRound() {
        assertThat(violations(ROSTER + "schedule: {cohort: 2}\ncodec: {scheme: diana}"))
                .contains("codec.scheme contradiction");
        assertThat(violations(ROSTER + "codec: {scheme: diana}\naggregation: {weights: examples}"))
                .containsExactly("aggregation.weights contradiction");
    }

    private static Optional<JobSpec.Codec> steps(String value) {
        return JobYaml.parse("codec: {scheme: float32}\naggregation: {serverErrorFeedback: " + value + "}")
                .aggregation()
                .serverErrorFeedback();
    }

    private static JobSpec.Codec codec(String value) {
        return JobYaml.parse("codec: " + value).codec();
    }

    private static List<String> violations(String yaml) {
        try {
            JobYaml.parse(yaml);
            Schemas.assertAgree(yaml, List.of());
            return List.of();
        } catch (InvalidJobException e) {
            Schemas.assertAgree(yaml, e.violations());
            return e.violations().stream()
                    .map(violation -> violation.path() + " " + violation.code())
                    .toList();
        }
    }
}
