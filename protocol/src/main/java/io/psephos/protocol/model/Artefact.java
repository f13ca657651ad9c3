package io.psephos.protocol.model;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Named tensors beside a model or an update, such as a generator's parameters or label counts. Travels as a safetensors
 * file.
 *
 * @param layout names and shapes, in the order of the values
 * @param values all tensors, one after another; not to be modified
 */
public record Artefact(ParameterLayout layout, float[] values) {
    /** Most bytes of the file that a client sends beside an update. */
    public static final int MOST_UPLOADED = 1 << 20;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    /** @throws IllegalArgumentException when the values are not as many as the layout says */
    public Artefact {
        if (values.length != layout.parameterCount()) {
            throw new IllegalArgumentException(
                    "the layout has " + layout.parameterCount() + " values, had " + values.length);
        }
    }

    /** One vector under a name. */
    public static Artefact of(String tensor, float... values) {
        return new Artefact(new ParameterLayout(List.of(new TensorShape(tensor, List.of(values.length)))), values);
    }

    /**
     * The tensors of a safetensors file.
     *
     * @throws IllegalArgumentException when the file breaks a rule of the format, or has what is not F32 and not empty
     */
    public static Artefact read(byte[] file) {
        SafetensorsHeader.of(file).requireFloat32();
        ParameterLayout layout = Safetensors.layout(file);
        return new Artefact(layout, Safetensors.read(file, layout));
    }

    /** The safetensors file. */
    public byte[] file() {
        return Safetensors.write(layout, values, Map.of());
    }

    /** A copy of the tensor, row-major; empty where there is none of that name. */
    public Optional<float[]> tensor(String name) {
        int offset = 0;
        for (TensorShape tensor : layout.tensors()) {
            int size = Math.toIntExact(tensor.size());
            if (tensor.name().equals(name)) {
                return Optional.of(Arrays.copyOfRange(values, offset, offset + size));
            }
            offset += size;
        }
        return Optional.empty();
    }

    /** Whether an artefact may have the name: 1 to 64 lower-case letters, digits and hyphens. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Artefact
                && layout.equals(((Artefact) other).layout)
                && Arrays.equals(values, ((Artefact) other).values);
    }

    @Override
    public int hashCode() {
        return 31 * layout.hashCode() + Arrays.hashCode(values);
    }
}
