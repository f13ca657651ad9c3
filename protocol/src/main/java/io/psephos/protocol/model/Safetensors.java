package io.psephos.protocol.model;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.Text;
import io.psephos.protocol.json.ProtocolJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reader and writer of flat parameters as a safetensors file of F32 tensors; tensors are found by name, never by
 * position.
 */
public final class Safetensors {
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
        SafetensorsHeader header = SafetensorsHeader.of(bytes);
        Map<String, SafetensorsHeader.Entry> byName =
                header.tensors().stream().collect(Collectors.toMap(SafetensorsHeader.Entry::name, entry -> entry));
        float[] parameters = new float[layout.parameterCount()];
        int offset = 0;
        for (TensorShape tensor : layout.tensors()) {
            SafetensorsHeader.Entry entry = byName.get(tensor.name());
            if (entry == null) {
                throw new IllegalArgumentException("tensor '" + Text.printable(tensor.name()) + "' is missing");
            }
            TensorShape found = shape(entry);
            if (!found.equals(tensor)) {
                throw new IllegalArgumentException(
                        entry.called() + " must have the shape " + tensor.shape() + ", has " + found.shape());
            }
            int size = Math.toIntExact(tensor.size());
            ByteBuffer.wrap(bytes, header.data() + (int) entry.from(), size * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(parameters, offset, size);
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
        SafetensorsHeader header = SafetensorsHeader.of(bytes);
        if (header.tensors().isEmpty()) {
            throw new IllegalArgumentException("the file holds no tensor");
        }
        return new ParameterLayout(
                header.tensors().stream().map(Safetensors::shape).toList());
    }

    /** Whether the file has a header that is longer than any that is read. */
    public static boolean hasOverlongHeader(byte[] bytes) {
        return SafetensorsHeader.isOverlong(bytes);
    }

    private static TensorShape shape(SafetensorsHeader.Entry entry) {
        if (entry.type() != TensorType.F32) {
            throw new IllegalArgumentException(
                    entry.called() + " is " + entry.type() + "; this version takes F32 only");
        }
        if (entry.shape().contains(0L)) {
            throw new IllegalArgumentException(entry.called() + " is empty: its shape is " + entry.shape());
        }
        return new TensorShape(
                entry.name(), entry.shape().stream().map(Math::toIntExact).toList());
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
        byte[] header = Arrays.copyOf(json, padded);
        Arrays.fill(header, json.length, padded, (byte) ' ');
        return header;
    }
}
