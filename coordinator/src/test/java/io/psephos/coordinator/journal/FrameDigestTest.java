package io.psephos.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Sha256;
import org.junit.jupiter.api.Test;

final class FrameDigestTest {
    private static final byte[] FRAME = {1, 2, 3};

    @Test
    void isTheSha256OfTheFrameAsOftenAsAsked() {
        FrameDigest digest = FrameDigest.of(FRAME.clone());

        assertThat(digest.bytes()).containsExactly(Sha256.of(FRAME));
        assertThat(digest.bytes()).isSameAs(digest.bytes());
    }

    @Test
    void isThatOfTheFrameAtTheFirstAsking() {
        byte[] frame = FRAME.clone();
        FrameDigest digest = FrameDigest.of(frame);
        digest.bytes();

        frame[0] = 9;

        assertThat(digest).isEqualTo(FrameDigest.of(FRAME));
    }

    @Test
    void isEqualByItsBytes() {
        FrameDigest known = FrameDigest.known(Sha256.of(FRAME));

        assertThat(FrameDigest.of(FRAME)).isEqualTo(known).hasSameHashCodeAs(known);
        assertThat(FrameDigest.of(new byte[] {1, 2})).isNotEqualTo(known);
        assertThat(known).isNotEqualTo("digest");
    }
}
