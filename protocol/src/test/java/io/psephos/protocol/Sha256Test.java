package io.psephos.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class Sha256Test {
    /** FIPS 180-2, appendix B.1. */
    @Test
    void isTheStandards() {
        assertThat(HexFormat.of().formatHex(Sha256.of("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void textIsUtf8() {
        assertThat(Sha256.of("ψῆφος")).isEqualTo(Sha256.of("ψῆφος".getBytes(StandardCharsets.UTF_8)));
    }
}
