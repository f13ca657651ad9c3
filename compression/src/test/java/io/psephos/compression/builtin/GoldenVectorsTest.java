package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.compression.Payload;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.MalformedFrameException;
import io.psephos.protocol.frame.UpdateFrame;
import io.psephos.protocol.json.ProtocolJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The vectors for clients in other languages; they were written from the protocol's text, not by this code. */
final class GoldenVectorsTest {
    private static final long MAX_EXAMPLES = 1_000_000;

    @TestFactory
    Stream<DynamicTest> validFramesDecodeToTheirValues() {
        return cases("valid")
                .map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
                    Payload payload = UpdateFrames.decode(frame(vector), expected(vector, MAX_EXAMPLES));
                    assertThat(payload.toDense()).containsExactly(values(vector));
                }));
    }

    @TestFactory
    Stream<DynamicTest> validFramesAreEncodedByteForByte() {
        return cases("valid")
                .map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
                    byte[] frame = frame(vector);
                    Payload payload = UpdateFrames.decode(frame, expected(vector, MAX_EXAMPLES));
                    FrameHeader header = UpdateFrame.header(frame);
                    assertThat(header.exampleCount())
                            .isEqualTo(vector.path("exampleCount").asLong());
                    assertThat(UpdateFrames.encode(header, payload)).containsExactly(frame);
                }));
    }

    @TestFactory
    Stream<DynamicTest> malformedFramesAreRefusedWithTheirCode() {
        return cases("malformed")
                .map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
                    byte[] frame = frame(vector);
                    assertThatExceptionOfType(MalformedFrameException.class)
                            .isThrownBy(() -> UpdateFrames.decode(
                                    frame,
                                    expected(vector, vector.path("maxExamples").asLong())))
                            .satisfies(fault -> assertThat(fault.code().word())
                                    .isEqualTo(vector.path("code").asString()));
                }));
    }

    @Test
    void thereAreVectorsOfBothKinds() {
        assertThat(cases("valid")).hasSizeGreaterThan(10);
        assertThat(cases("malformed")).hasSizeGreaterThan(20);
    }

    private static UpdateFrame.Expected expected(JsonNode vector, long maxExamples) {
        return UpdateFrames.expected(
                vector.path("scheme").asInt(),
                vector.path("baseVersion").asLong(),
                vector.path("parameterCount").asInt(),
                maxExamples);
    }

    private static byte[] frame(JsonNode vector) {
        return HexFormat.of().parseHex(vector.path("frame").asString());
    }

    private static float[] values(JsonNode vector) {
        float[] values = new float[vector.path("values").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) vector.path("values").path(i).asDouble();
        }
        return values;
    }

    private static String name(JsonNode vector) {
        return vector.path("name").asString();
    }

    private static Stream<JsonNode> cases(String kind) {
        try (InputStream in = GoldenVectorsTest.class.getResourceAsStream("/vectors/frames.json")) {
            return StreamSupport.stream(
                    ProtocolJson.strict().readTree(in).path(kind).spliterator(), false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
