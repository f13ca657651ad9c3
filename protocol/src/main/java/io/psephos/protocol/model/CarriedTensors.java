package io.psephos.protocol.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a model file that are no parameters: integers and truth values, which every version of the model has
 * as they were uploaded.
 *
 * @param tensors in the order of their data
 */
public record CarriedTensors(List<CarriedTensor> tensors) {
    /** No tensors. */
    public static final CarriedTensors NONE = new CarriedTensors(List.of());

    /** Most bytes of all of them together, since they are held in memory beside the parameters. */
    public static final long MOST_BYTES = 64L << 20;

    public CarriedTensors {
        tensors = List.copyOf(tensors);
    }

    /**
     * The integers and truth values of a safetensors file, whatever else is in it.
     *
     * @throws IllegalArgumentException when the file breaks a rule of the format, or they exceed {@link #MOST_BYTES}
     */
    public static CarriedTensors read(byte[] file) {
        return Safetensors.carried(file, SafetensorsHeader.of(file));
    }

    /** A safetensors file of these tensors alone. */
    public byte[] file() {
        return Safetensors.write(List.of(), new float[0], this, Map.of());
    }

    public boolean isEmpty() {
        return tensors.isEmpty();
    }

    /** The tensor of that name; empty where there is none. */
    public Optional<CarriedTensor> tensor(String name) {
        return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }
}
