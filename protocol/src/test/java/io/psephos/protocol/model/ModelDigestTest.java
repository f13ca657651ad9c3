package io.psephos.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelDigestTest {

    /** SHA-256 of 00 00 80 3f 00 00 00 c0, by another program. */
    @Test
    void digestsLittleEndianFloats() {
        assertThat(ModelDigest.hex(new float[] {1f, -2f}))
                .isEqualTo("ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 16383, 16384, 16385, 50_000})
    void anyLengthIsDigestedAsOneFile(int count) throws Exception {
        Random random = new Random(count);
        float[] parameters = new float[count];
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            parameters[i] = random.nextFloat();
            bytes.putFloat(parameters[i]);
        }
        assertThat(ModelDigest.of(parameters))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }

    @Test
    void theSignOfZeroCounts() {
        assertThat(ModelDigest.hex(new float[] {-0f})).isNotEqualTo(ModelDigest.hex(new float[] {0f}));
    }
}
