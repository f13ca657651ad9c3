package io.psephos.samples.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.Arrays;
import java.util.List;

/**
 * A block of Deep Java Library whose parameters are also one flat vector: one after the other in the block's own order,
 * each row by row, under the block's names, such as {@code 01Conv2d_weight}.
 */
final class FlatBlock {
    private final Block block;
    private final List<Pair<String, Parameter>> parameters;
    private final ParameterLayout layout;

    /**
     * A block with first parameters, which the engine draws.
     *
     * @param input the shape of a batch of one
     */
    FlatBlock(Block block, NDManager manager, Shape input) {
        block.initialize(manager, DataType.FLOAT32, input);
        this.block = block;
        this.parameters = block.getParameters().stream().toList();
        this.layout = new ParameterLayout(parameters.stream()
                .map(parameter -> new TensorShape(
                        parameter.getKey(), sizes(array(parameter).getShape())))
                .toList());
    }

    private static List<Integer> sizes(Shape shape) {
        return Arrays.stream(shape.getShape()).mapToObj(Math::toIntExact).toList();
    }

    private static NDArray array(Pair<String, Parameter> parameter) {
        return parameter.getValue().getArray();
    }

    Block block() {
        return block;
    }

    List<NDArray> arrays() {
        return parameters.stream().map(FlatBlock::array).toList();
    }

    ParameterLayout layout() {
        return layout;
    }

    /** The parameters, flat. */
    float[] values() {
        float[] flat = new float[layout.parameterCount()];
        int begin = 0;
        for (NDArray array : arrays()) {
            float[] values = array.toFloatArray();
            System.arraycopy(values, 0, flat, begin, values.length);
            begin += values.length;
        }
        return flat;
    }

    /** Replaces the parameters. */
    void become(float[] flat) {
        int begin = 0;
        for (NDArray array : arrays()) {
            int end = begin + Math.toIntExact(array.size());
            array.set(Arrays.copyOfRange(flat, begin, end));
            begin = end;
        }
    }
}
