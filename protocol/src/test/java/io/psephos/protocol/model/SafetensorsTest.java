package io.psephos.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SafetensorsTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(
            new TensorShape("out.weight", List.of(2, 3)),
            new TensorShape("hidden.bias", List.of(2)),
            new TensorShape("scale", List.of())));
    private static final float[] PARAMETERS = {1, 2, 3, 4, 5, 6, -7, -0f, 9.5f};

    @Test
    void whatWasWrittenIsReadAgain() {
        byte[] file = Safetensors.write(LAYOUT, PARAMETERS, Map.of("job", "j-1"));
        assertThat(Safetensors.read(file, LAYOUT)).containsExactly(PARAMETERS);
        assertThat(new String(file, 8, 80, StandardCharsets.UTF_8)).contains("\"job\":\"j-1\"");
    }

    @Test
    void dataBeginsAtAMultipleOfEight() {
        byte[] file = Safetensors.write(LAYOUT, PARAMETERS, Map.of());
        assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
    }

    /** Common writers sort by name. */
    @Test
    void tensorsAreReadByNameWhateverTheirPlace() {
        byte[] file = file(
                "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                7,
                8,
                9);
        ParameterLayout layout =
                new ParameterLayout(List.of(new TensorShape("a", List.of(2)), new TensorShape("b", List.of(1))));
        assertThat(Safetensors.read(file, layout)).containsExactly(8, 9, 7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
                "{\"a\":7}",
                "not JSON"
            })
    void aFileThatLacksTheTensorIsRefused(String header) {
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("a", List.of(1))));
        assertThatIllegalArgumentException().isThrownBy(() -> Safetensors.read(file(header, 1), layout));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] file = Safetensors.write(LAYOUT, PARAMETERS, Map.of());
        for (int length = 0; length < file.length; length++) {
            byte[] truncated = Arrays.copyOf(file, length);
            assertThatIllegalArgumentException().isThrownBy(() -> Safetensors.read(truncated, LAYOUT));
        }
    }

    @Test
    void anyDamageGivesParametersOrTheTypedError() {
        byte[] file = Safetensors.write(LAYOUT, PARAMETERS, Map.of("version", "3"));
        Random random = new Random(5);
        for (int run = 0; run < 5000; run++) {
            byte[] damaged = file.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                assertThat(Safetensors.read(damaged, LAYOUT)).hasSize(9);
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void refusesToWriteAVectorOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.write(LAYOUT, new float[8], Map.of()))
                .withMessageContaining("8");
    }

    private static byte[] file(String header, float... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        file.asFloatBuffer().put(data);
        return file.array();
    }
}
