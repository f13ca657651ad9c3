package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tensors of a model in the order of its flat vector, each row-major. */
public record ParameterLayout(@JsonValue List<TensorShape> tensors) {

    /** @throws IllegalArgumentException without tensors, with a name twice or with 2³¹ elements or more */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ParameterLayout {
        tensors = List.copyOf(tensors);
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("a layout needs at least one tensor");
        }
        Set<String> names = new HashSet<>();
        long count = 0;
        for (TensorShape tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("tensor '" + Text.printable(tensor.name()) + "' stands twice");
            }
            count = Math.addExact(count, tensor.size());
        }
        if (count > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("a layout holds fewer than 2^31 - 64 parameters, had " + count);
        }
    }

    /** Length d of the flat vector. */
    public int parameterCount() {
        long count = 0;
        for (TensorShape tensor : tensors) {
            count += tensor.size();
        }
        return Math.toIntExact(count);
    }
}
