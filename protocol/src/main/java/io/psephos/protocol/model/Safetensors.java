package io.psephos.protocol.model;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.Text;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reader and writer of flat parameters as a safetensors file; tensors are found by name, never by position. What is
 * written is F32; F16, BF16 and F64 are read as float32, and integers and truth values are no parameters.
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
        return write(layout, parameters, CarriedTensors.NONE, metadata);
    }

    /**
     * The same with tensors that are carried. Those of eight bytes a number come before the parameters and all others
     * behind, the widest first, so that every tensor lies where its numbers are aligned.
     */
    public static byte[] write(
            ParameterLayout layout, float[] parameters, CarriedTensors carried, Map<String, String> metadata) {
        if (parameters.length != layout.parameterCount()) {
            throw new IllegalArgumentException(
                    "layout has " + layout.parameterCount() + " parameters, the vector " + parameters.length);
        }
        return write(layout.tensors(), parameters, carried, metadata);
    }

    static byte[] write(
            List<TensorShape> tensors, float[] parameters, CarriedTensors carried, Map<String, String> metadata) {
        SafetensorsWriting writing = SafetensorsWriting.of(tensors, carried, metadata);
        return writing.file(parameters);
    }

    /** Length of the file that {@link #write} makes, in bytes. */
    public static long length(ParameterLayout layout, CarriedTensors carried, Map<String, String> metadata) {
        return SafetensorsWriting.of(layout.tensors(), carried, metadata).length();
    }

    /**
     * The flat vector of the layout's tensors; of what is not F32 the nearest float32.
     *
     * @throws IllegalArgumentException when the file breaks a rule of the format, lacks a tensor of the layout, or has a
     *     number beyond float32
     */
    public static float[] read(byte[] bytes, ParameterLayout layout) {
        return read(bytes, SafetensorsHeader.of(bytes), layout, new Conversions());
    }

    static float[] read(byte[] bytes, SafetensorsHeader header, ParameterLayout layout, Conversions conversions) {
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
            if (!entry.type().isParameters()) {
                throw new IllegalArgumentException(
                        entry.called() + " must be F32, F16, BF16 or F64, is " + entry.type());
            }
            if (!found.equals(tensor)) {
                throw new IllegalArgumentException(
                        entry.called() + " must have the shape " + tensor.shape() + ", has " + found.shape());
            }
            int size = Math.toIntExact(tensor.size());
            int rounded = Floats.read(header.data(bytes, entry), entry.type(), parameters, offset, size);
            if (rounded > 0) {
                requireInRange(header.data(bytes, entry), entry, parameters, offset);
            }
            conversions.add(entry.type(), size, rounded);
            offset += size;
        }
        return parameters;
    }

    private static void requireInRange(
            ByteBuffer doubles, SafetensorsHeader.Entry entry, float[] parameters, int offset) {
        for (int i = 0; doubles.hasRemaining(); i++) {
            double value = doubles.getDouble();
            if (Float.isInfinite(parameters[offset + i]) && Double.isFinite(value)) {
                throw new IllegalArgumentException(entry.called() + " is beyond float32 at its number " + i
                        + ", counted from 0: " + value + "; the largest is " + Float.MAX_VALUE);
            }
        }
    }

    /**
     * The tensors of a file that are parameters, in the order of their data, by whichever writer. They are F32, F16,
     * BF16 and F64; integers and truth values are left out.
     *
     * @throws IllegalArgumentException when the file breaks a rule of the format, has no parameters, an empty tensor, or
     *     what is neither parameters nor carried
     */
    public static ParameterLayout layout(byte[] bytes) {
        return layout(SafetensorsHeader.of(bytes));
    }

    static ParameterLayout layout(SafetensorsHeader header) {
        if (header.tensors().isEmpty()) {
            throw new IllegalArgumentException("the file holds no tensor");
        }
        List<TensorShape> parameters = header.tensors().stream()
                .filter(entry -> known(entry).type().isParameters())
                .map(Safetensors::shape)
                .toList();
        if (parameters.isEmpty()) {
            SafetensorsHeader.Entry first = header.tensors().get(0);
            throw new IllegalArgumentException("the file holds no parameters: " + first.called() + " is " + first.type()
                    + ", and parameters are F32, F16, BF16 or F64");
        }
        return new ParameterLayout(parameters);
    }

    static CarriedTensors carried(byte[] bytes, SafetensorsHeader header) {
        List<SafetensorsHeader.Entry> entries = header.tensors().stream()
                .filter(entry -> entry.type().isCarried())
                .toList();
        long size = entries.stream().mapToLong(SafetensorsHeader.Entry::length).sum();
        if (size > CarriedTensors.MOST_BYTES) {
            throw new IllegalArgumentException(
                    "the tensors of integers and truth values, which are no parameters, have "
                            + size + " bytes together, and at most " + CarriedTensors.MOST_BYTES
                            + " are carried; the first is "
                            + entries.get(0).called() + " of " + entries.get(0).type());
        }
        return new CarriedTensors(entries.stream()
                .map(entry -> new CarriedTensor(shape(entry), entry.type(), header.copy(bytes, entry)))
                .toList());
    }

    /** Whether the file has a header that is longer than any that is read. */
    public static boolean hasOverlongHeader(byte[] bytes) {
        return SafetensorsHeader.isOverlong(bytes);
    }

    private static SafetensorsHeader.Entry known(SafetensorsHeader.Entry entry) {
        TensorType type = entry.type();
        if (!type.isParameters() && !type.isCarried()) {
            throw new IllegalArgumentException(entry.called() + " is " + type
                    + "; parameters are F32, F16, BF16 or F64, and integers and BOOL are carried beside them");
        }
        shape(entry);
        return entry;
    }

    private static TensorShape shape(SafetensorsHeader.Entry entry) {
        if (entry.shape().contains(0L)) {
            throw new IllegalArgumentException(entry.called() + " is empty: its shape is " + entry.shape());
        }
        return new TensorShape(
                entry.name(), entry.shape().stream().map(Math::toIntExact).toList());
    }
}
