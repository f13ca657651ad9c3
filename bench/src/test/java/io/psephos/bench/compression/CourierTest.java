package io.psephos.bench.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.CodecScheme;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CourierTest {

    @ParameterizedTest
    @EnumSource(CodecScheme.class)
    void everySchemeArrivesAndIsSmallerThanFloats(CodecScheme scheme) {
        for (Updates updates : new Updates[] {Updates.gaussian(32, 1), Updates.laplace(32, 2)}) {
            Courier courier = new Courier(scheme, updates, 3);
            courier.encode();
            courier.decode();
            assertThat(courier.bits()).isPositive();
            if (scheme != CodecScheme.FLOAT32) {
                assertThat(courier.bits()).isLessThan(32);
            }
        }
    }
}
