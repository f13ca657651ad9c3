package io.psephos.bench.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.CodecScheme;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CodecRoundTripTest {

    @ParameterizedTest
    @EnumSource(value = CodecScheme.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void everySchemeArrivesAndIsSmallerThanFloats(CodecScheme scheme) {
        for (Updates updates : new Updates[] {Updates.gaussian(32, 1), Updates.laplace(32, 2)}) {
            CodecRoundTrip update = new CodecRoundTrip(scheme, updates, 3);
            update.encode();
            update.decode();
            assertThat(update.bits()).isPositive();
            if (scheme != CodecScheme.FLOAT32) {
                assertThat(update.bits()).isLessThan(32);
            }
        }
    }
}
