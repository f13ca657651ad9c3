package io.psephos.protocol.model;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.Text;
import io.psephos.protocol.json.ProtocolJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reader and writer of flat parameters as a safetensors file of F32 tensors; tensors are found by name, never by
 * position.
 */
public final class Safetensors {
    private static final int MAX_HEADER = 1 << 20;

    private Safetensors() {}

    /**
     * Returns a file with all tensors in layout order, as a server takes it for a job with {@code model: {upload: true}}
     * and as other libraries read it:
     *
     * <pre>{@code
     * ParameterLayout layout = new ParameterLayout(List.of(
     *         new TensorShape("weight", List.of(10, 64)),
     *         new TensorShape("bias", List.of(10))));
     * float[] parameters = new float[layout.parameterCount()]; // the weight row by row, then the bias
     * Files.write(file, Safetensors.write(layout, parameters, Map.of("made-by", "my app")));
     * }</pre>
     *
     * @param parameters the flat vector: the tensors one after another, each row by row
     * @param metadata texts by name for whoever reads the file, kept under {@code __metadata__}; may be empty
     * @throws IllegalArgumentException unless there are as many parameters as the layout has
     * @throws ArithmeticException for a file of 2 GiB or more
     */
    public static byte[] write(ParameterLayout layout, float[] parameters, Map<String, String> metadata) {
        if (parameters.length != layout.parameterCount()) {
            throw new IllegalArgumentException(
                    "layout has " + layout.parameterCount() + " parameters, the vector " + parameters.length);
        }
        byte[] header = header(layout, metadata);
        int length =
                Math.addExact(Long.BYTES + header.length, Math.multiplyExact(parameters.length, (int) Float.BYTES));
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        file.asFloatBuffer().put(parameters);
        return file.array();
    }

    /** Length of the file that {@link #write} makes, in bytes. */
    public static long length(ParameterLayout layout, Map<String, String> metadata) {
        return Long.BYTES + header(layout, metadata).length + (long) Float.BYTES * layout.parameterCount();
    }

    /**
     * The flat vector of the layout's tensors.
     *
     * @throws IllegalArgumentException when the file breaks a rule of the format, or lacks a tensor of the layout
     */
    public static float[] read(byte[] bytes, ParameterLayout layout) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = headerLength(file);
        JsonNode header = parse(bytes, headerLength);
        ByteBuffer data = file.position(Long.BYTES + headerLength).slice().order(ByteOrder.LITTLE_ENDIAN);
        float[] parameters = new float[layout.parameterCount()];
        int offset = 0;
        for (TensorShape tensor : layout.tensors()) {
            int size = Math.toIntExact(tensor.size());
            copy(data, header.path(tensor.name()), tensor, parameters, offset);
            offset += size;
        }
        return parameters;
    }

    /**
     * The tensors of a file in the order of their data, by whichever writer.
     *
     * @throws IllegalArgumentException when the file breaks a rule of the format, or has what is not F32 and not empty
     */
    public static ParameterLayout layout(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = headerLength(file);
        JsonNode header = parse(bytes, headerLength);
        verify(header.isObject(), "the header is no object");
        TreeMap<Long, TensorShape> byOffset = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                long from = entry.getValue().path("data_offsets").path(0).asLong(-1);
                TensorShape tensor = new TensorShape(entry.getKey(), shape(entry.getValue()));
                verify(byOffset.put(from, tensor) == null, "two tensors begin at byte " + from);
            }
        }
        verify(!byOffset.isEmpty(), "the file holds no tensor");
        long at = 0;
        for (Map.Entry<Long, TensorShape> entry : byOffset.entrySet()) {
            verify(entry.getKey() == at, "the data has a hole or an overlap at byte " + at);
            at = Math.addExact(at, Math.multiplyExact(entry.getValue().size(), Float.BYTES));
        }
        verify(
                at == bytes.length - Long.BYTES - headerLength,
                "the tensors must fill the data, they end at byte " + at);
        return new ParameterLayout(List.copyOf(byOffset.values()));
    }

    /** Whether the file announces a header that is longer than any that is read. */
    public static boolean hasOverlongHeader(byte[] bytes) {
        return bytes.length >= Long.BYTES
                && Long.compareUnsigned(
                                ByteBuffer.wrap(bytes)
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .getLong(),
                                MAX_HEADER)
                        > 0;
    }

    private static int headerLength(ByteBuffer file) {
        verify(file.remaining() >= Long.BYTES, "a safetensors file has at least 8 bytes, had " + file.remaining());
        long headerLength = file.getLong();
        verify(
                headerLength >= 2 && headerLength <= MAX_HEADER && headerLength <= file.remaining(),
                "header length out of range: " + headerLength);
        return (int) headerLength;
    }

    private static void copy(ByteBuffer data, JsonNode entry, TensorShape tensor, float[] parameters, int offset) {
        verify(entry.isObject(), "tensor '" + Text.printable(tensor.name()) + "' is missing");
        verify(
                "F32".equals(entry.path("dtype").asString("")),
                "tensor '" + Text.printable(tensor.name()) + "' is not F32");
        verify(shape(entry).equals(tensor.shape()), "tensor '" + Text.printable(tensor.name()) + "' has another shape");
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        verify(
                from >= 0 && to <= data.limit() && to - from == tensor.size() * Float.BYTES,
                "data offsets of tensor '" + Text.printable(tensor.name()) + "' are out of range: " + from + " to "
                        + to);
        data.slice((int) from, (int) (to - from))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(parameters, offset, (int) tensor.size());
    }

    private static List<Integer> shape(JsonNode entry) {
        return entry.path("shape").values().stream()
                .map(dimension -> dimension.asInt(-1))
                .toList();
    }

    private static JsonNode parse(byte[] bytes, int headerLength) {
        try {
            return ProtocolJson.strict().readTree(bytes, Long.BYTES, headerLength);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the header is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static byte[] header(ParameterLayout layout, Map<String, String> metadata) {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("__metadata__", metadata);
        long offset = 0;
        for (TensorShape tensor : layout.tensors()) {
            long end = offset + tensor.size() * Float.BYTES;
            entries.put(
                    tensor.name(),
                    Map.of("dtype", "F32", "shape", tensor.shape(), "data_offsets", List.of(offset, end)));
            offset = end;
        }
        byte[] json = ProtocolJson.strict().writeValueAsString(entries).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        byte[] header = java.util.Arrays.copyOf(json, padded);
        java.util.Arrays.fill(header, json.length, padded, (byte) ' ');
        return header;
    }

    private static void verify(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
