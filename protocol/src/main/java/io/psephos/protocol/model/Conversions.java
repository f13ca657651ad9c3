package io.psephos.protocol.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The count of what was read as float32 from tensors of each format. */
final class Conversions {
    private final Map<TensorType, Count> counts = new EnumMap<>(TensorType.class);

    /** @param rounded numbers of the tensor that are not what they were */
    void add(TensorType type, int numbers, int rounded) {
        counts.merge(type, new Count(1, numbers, rounded), Count::plus);
    }

    /** A sentence for each format but F32. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        counts.forEach((type, count) -> {
            if (type != TensorType.F32) {
                notes.add(count.note(type));
            }
        });
        return notes;
    }

    private record Count(int tensors, long numbers, long rounded) {

        Count plus(Count other) {
            return new Count(tensors + other.tensors, numbers + other.numbers, rounded + other.rounded);
        }

        String note(TensorType type) {
            return (tensors == 1 ? "1 tensor" : tensors + " tensors") + " of " + type + " converted to F32: "
                    + (rounded == 0
                            ? "every number stays what it was"
                            : rounded + " of " + numbers + " numbers lost precision");
        }
    }
}
