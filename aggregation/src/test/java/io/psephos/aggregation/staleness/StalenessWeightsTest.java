package io.psephos.aggregation.staleness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Dampening;
import io.psephos.protocol.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class StalenessWeightsTest {

    @Row({"dampening none", "dampening inverse", "dampening exponential", "dampening polynomial", "dampening hinge"})
    @ParameterizedTest
    @CsvSource({
        "EXPONENTIAL, 1, .818730753",
        "EXPONENTIAL, 2, .670320046",
        "EXPONENTIAL, 5, .367879441",
        "EXPONENTIAL, 6, .301194212",
        "EXPONENTIAL, 12, .090717953",
        "POLYNOMIAL, 1, .70710678",
        "POLYNOMIAL, 3, .5",
        "POLYNOMIAL, 8, .33333333",
        "POLYNOMIAL, 24, .2",
        "INVERSE, 1, .5",
        "INVERSE, 4, .2",
        "HINGE, 4, 1",
        "HINGE, 5, .090909091",
        "NONE, 1000, 1"
    })
    void areWhatThePapersSay(Dampening kind, long staleness, double weight) {
        assertThat(StalenessWeights.of(Choice.of(kind)).at(staleness)).isCloseTo(weight, within(5e-9));
    }

    @ParameterizedTest
    @EnumSource(Dampening.class)
    void neverRiseAndStartAtOne(Dampening kind) {
        StalenessWeight weight = StalenessWeights.of(Choice.of(kind));

        assertThat(weight.at(0)).isOne();
        for (long staleness = 1; staleness <= 1000; staleness++) {
            assertThat(weight.at(staleness)).isBetween(0.0, weight.at(staleness - 1));
        }
    }

    @Test
    void followTheirOptions() {
        Choice<Dampening> steep = Choice.of(Dampening.EXPONENTIAL).with("alpha", 1.0);
        Choice<Dampening> hinge = Choice.of(Dampening.HINGE).with("start", 1.0).with("slope", 0.5);

        assertThat(StalenessWeights.of(steep).at(2)).isCloseTo(Math.exp(-2), within(1e-15));
        assertThat(StalenessWeights.of(hinge).at(3)).isCloseTo(0.5, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(Dampening.class)
    void refuseUpdatesFromTheFuture(Dampening kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StalenessWeights.of(Choice.of(kind)).at(-1))
                .withMessageContaining("-1");
    }
}
