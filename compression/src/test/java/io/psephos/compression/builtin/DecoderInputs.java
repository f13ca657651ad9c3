package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Codec;
import io.psephos.compression.Finite;
import io.psephos.compression.Layouts;
import io.psephos.compression.Levels;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.Quantized;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.json.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Bytes to try decoders with: the golden vectors, cut short and with bits flipped. An input is a layout, u8 tensors and
 * each one's u16 rows and columns, then a payload.
 */
final class DecoderInputs {
    private static final List<String> FILES = List.of("frames", "quantized");
    private static final int HEADER = 48;
    private static final int QSGD = 5;
    private static final int FORM_AT = 9;
    private static final int PACKED = 15;
    private static final int MOST_TENSORS = 4;
    private static final int MOST_COORDINATES = 1 << 16;

    private DecoderInputs() {}

    /** Each with a bit flipped in every byte of the first 40 and every 29th after that, and cut short before it. */
    static Stream<byte[]> of(int frame) {
        List<byte[]> inputs = new ArrayList<>();
        for (byte[] whole : whole(frame)) {
            inputs.add(whole);
            for (int at = 0; at < whole.length; at += at < 40 ? 1 : 29) {
                inputs.add(Arrays.copyOf(whole, at));
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << (inputs.size() & 7));
                inputs.add(flipped);
            }
            inputs.add(Arrays.copyOf(whole, whole.length + 1));
        }
        return inputs.stream();
    }

    /** The golden vectors of a frame. */
    static List<byte[]> whole(int frame) {
        return FILES.stream().flatMap(file -> whole(file, frame).stream()).toList();
    }

    private static List<byte[]> whole(String file, int frame) {
        try (InputStream in = DecoderInputs.class.getResourceAsStream("/vectors/" + file + ".json")) {
            JsonNode vectors = ProtocolJson.strict().readTree(in);
            return Stream.of("valid", "malformed")
                    .flatMap(kind -> StreamSupport.stream(vectors.path(kind).spliterator(), false))
                    .filter(vector -> vector.path("scheme").asInt() == frame)
                    .map(DecoderInputs::input)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The input is a valid payload, which is encoded as the same bytes, or the typed error. Frames that may say the same
     * in more than one way are encoded in one of them, which decodes to the same payload.
     *
     * @return whether it was valid
     */
    static boolean decode(int frame, byte[] input) {
        ByteBuffer bytes = ByteBuffer.wrap(input);
        ParameterLayout layout = layout(bytes);
        Codec codec = Codecs.forFrame(frame, layout);
        byte[] payload = Arrays.copyOfRange(input, bytes.position(), input.length);
        Payload decoded;
        try {
            decoded = codec.decode(ByteBuffer.wrap(payload), layout.parameterCount());
        } catch (MalformedPayloadException refused) {
            assertThat(refused.offset()).isBetween(0L, (long) payload.length);
            return false;
        }
        float[] values = decoded.toDense();
        assertThat(values).hasSize(layout.parameterCount());
        assertThat(Finite.firstViolation(values)).isEqualTo(-1);
        ByteBuffer again = codec.encode(decoded);
        byte[] encoded = new byte[again.remaining()];
        again.get(encoded);
        if (frame == PACKED || frame == QSGD && encoded[FORM_AT] != payload[FORM_AT]) {
            checkOtherForm(
                    frame, encoded, payload, codec.decode(ByteBuffer.wrap(encoded), layout.parameterCount()), decoded);
        } else {
            assertThat(Arrays.equals(encoded, payload)).isTrue();
        }
        return true;
    }

    /** The other form of qsgd is the shorter one, and has the very same head, norms and levels. */
    private static void checkOtherForm(int frame, byte[] encoded, byte[] payload, Payload same, Payload decoded) {
        assertThat(Arrays.equals(bits(same.toDense()), bits(decoded.toDense()))).isTrue();
        if (frame == QSGD) {
            assertThat(encoded.length).isLessThanOrEqualTo(payload.length);
            assertThat(levels(same)).isEqualTo(levels(decoded));
            assertThat(Arrays.equals(encoded, 0, FORM_AT, payload, 0, FORM_AT)).isTrue();
        }
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    private static int[] levels(Payload payload) {
        Levels levels = ((Quantized) payload).levels();
        return IntStream.range(0, levels.count()).map(levels::at).toArray();
    }

    /** A layout from any bytes. */
    private static ParameterLayout layout(ByteBuffer bytes) {
        int tensors = 1 + number(bytes, 1) % MOST_TENSORS;
        List<List<Integer>> shapes = new ArrayList<>();
        for (int t = 0; t < tensors; t++) {
            int rows = 1 + number(bytes, 2);
            int columns = 1 + number(bytes, 2) % (MOST_COORDINATES / rows);
            shapes.add(List.of(rows, columns));
        }
        return Layouts.of(shapes);
    }

    private static int number(ByteBuffer bytes, int width) {
        int number = 0;
        for (int i = 0; i < width && bytes.hasRemaining(); i++) {
            number |= (bytes.get() & 0xff) << 8 * i;
        }
        return number;
    }

    private static byte[] input(JsonNode vector) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        List<int[]> shapes = shapes(vector);
        input.write(shapes.size() - 1);
        for (int[] shape : shapes) {
            int rows = shape.length == 0 ? 1 : shape[0];
            int columns = IntStream.of(shape).skip(1).reduce(1, (x, y) -> x * y);
            input.write(rows - 1);
            input.write(rows - 1 >> 8);
            input.write(columns - 1);
            input.write(columns - 1 >> 8);
        }
        byte[] frame = HexFormat.of().parseHex(vector.path("frame").asString());
        input.write(frame, Math.min(HEADER, frame.length), Math.max(0, frame.length - HEADER));
        return input.toByteArray();
    }

    private static List<int[]> shapes(JsonNode vector) {
        if (vector.has("shapes")) {
            return StreamSupport.stream(vector.path("shapes").spliterator(), false)
                    .map(DecoderInputs::numbers)
                    .toList();
        }
        return vector.has("tensors")
                ? IntStream.of(numbers(vector.path("tensors")))
                        .mapToObj(size -> new int[] {size})
                        .toList()
                : List.of(new int[] {vector.path("parameterCount").asInt()});
    }

    private static int[] numbers(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
