package io.psephos.compression;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.stream.IntStream;

/** Layouts for tests; the names are not in alphabetical order. */
public final class Layouts {
    private Layouts() {}

    /** Tensors of one dimension. */
    public static ParameterLayout of(int... sizes) {
        return new ParameterLayout(IntStream.range(0, sizes.length)
                .mapToObj(i -> new TensorShape("tensor" + (sizes.length - i), List.of(sizes[i])))
                .toList());
    }

    /** Tensors of these shapes. */
    public static ParameterLayout of(List<List<Integer>> shapes) {
        return new ParameterLayout(IntStream.range(0, shapes.size())
                .mapToObj(i -> new TensorShape("tensor" + (shapes.size() - i), shapes.get(i)))
                .toList());
    }
}
