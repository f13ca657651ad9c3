package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.compression.Layouts;
import io.psephos.compression.Payload;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.MalformedFrameException;
import io.psephos.protocol.frame.UpdateFrame;
import io.psephos.protocol.json.ProtocolJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The vectors for clients in other languages; they were written from the protocol's text, not by this code. */
final class GoldenVectorsTest {
    private static final long MAX_EXAMPLES = 1_000_000;
    private static final Integer[] SCHEMES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final List<String> FILES = List.of("frames", "quantized");

    @TestFactory
    Stream<DynamicTest> validFramesDecodeToTheirValues() {
        return cases("valid")
                .map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
                    assertThat(decode(vector, MAX_EXAMPLES).toDense()).containsExactly(values(vector));
                }));
    }

    @TestFactory
    Stream<DynamicTest> validFramesAreEncodedByteForByte() {
        return cases("valid")
                .filter(vector -> vector.path("canonical").asBoolean(true))
                .map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
                    byte[] frame = frame(vector);
                    Payload payload = decode(vector, MAX_EXAMPLES);
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
                    assertThatExceptionOfType(MalformedFrameException.class)
                            .isThrownBy(() ->
                                    decode(vector, vector.path("maxExamples").asLong()))
                            .satisfies(fault -> assertThat(fault.code().word())
                                    .isEqualTo(vector.path("code").asString()));
                }));
    }

    @Test
    void thereAreVectorsOfBothKinds() {
        assertThat(cases("valid").map(vector -> vector.path("scheme").asInt())).contains(SCHEMES);
        assertThat(cases("malformed").map(vector -> vector.path("scheme").asInt()))
                .contains(SCHEMES);
    }

    private static Payload decode(JsonNode vector, long maxExamples) {
        int scheme = vector.path("scheme").asInt();
        long base = vector.path("baseVersion").asLong();
        if (vector.has("tensors") || vector.has("shapes")) {
            ParameterLayout layout =
                    vector.has("shapes") ? shapes(vector.path("shapes")) : layout(vector.path("tensors"));
            return UpdateFrames.decode(frame(vector), UpdateFrames.expected(scheme, base, layout, maxExamples), layout);
        }
        int parameterCount = vector.path("parameterCount").asInt();
        return UpdateFrames.decode(frame(vector), UpdateFrames.expected(scheme, base, parameterCount, maxExamples));
    }

    private static ParameterLayout layout(JsonNode lengths) {
        return Layouts.of(StreamSupport.stream(lengths.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray());
    }

    private static ParameterLayout shapes(JsonNode shapes) {
        return Layouts.of(StreamSupport.stream(shapes.spliterator(), false)
                .map(shape -> StreamSupport.stream(shape.spliterator(), false)
                        .map(JsonNode::asInt)
                        .toList())
                .toList());
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
        return FILES.stream().flatMap(file -> cases(file, kind));
    }

    private static Stream<JsonNode> cases(String file, String kind) {
        try (InputStream in = GoldenVectorsTest.class.getResourceAsStream("/vectors/" + file + ".json")) {
            return StreamSupport.stream(
                    ProtocolJson.strict().readTree(in).path(kind).spliterator(), false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
