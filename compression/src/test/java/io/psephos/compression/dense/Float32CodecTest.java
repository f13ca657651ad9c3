package io.psephos.compression.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Dense;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Float32CodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new Float32Codec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Dense(values);
    }

    @Row("scheme 0 float32")
    @Test
    void bytesAreLittleEndian() {
        ByteBuffer bytes = codec().encode(new Dense(new float[] {1f, -0f}));
        assertThat(bytes.array()).containsExactly(0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x80);
    }

    @Row({"scheme 0 float32", "422 not-finite"})
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 1023, 1024, 2000})
    void theFirstCoordinateThatIsNotFiniteIsNamed(int index) {
        float[] values = new float[2001];
        values[index] = Float.POSITIVE_INFINITY;
        values[2000] = Float.NaN;
        ByteBuffer bytes = codec().encode(new Dense(values));
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec().decode(bytes, values.length))
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ProblemCode.NOT_FINITE);
                    assertThat(fault.offset()).isEqualTo(4L * index);
                    assertThat(fault.value()).isEqualTo(Float.toString(values[index]));
                });
    }
}
