package io.psephos.samples.plugins;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorExtension;
import io.psephos.compression.Sparse;
import io.psephos.compression.sparse.SparseCodec;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.Option;
import io.psephos.protocol.ParameterLayout;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** A compressor that sends every n-th coordinate, another one each time, by the codec of sparse updates. */
public final class EveryNth implements CompressorExtension {
    @Override
    public String name() {
        return "x-every-nth";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.whole("n", 8, 1, 1 << 20).means("One of so many coordinates is sent."));
    }

    @Override
    public Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds) {
        int n = choice.whole("n");
        return update -> {
            int first = Math.floorMod(seeds.getAsLong(), n);
            int[] indices = IntStream.range(0, update.length)
                    .filter(i -> i % n == first)
                    .toArray();
            float[] values = new float[indices.length];
            IntStream.range(0, values.length).forEach(i -> values[i] = update[indices[i]]);
            return new Sparse(update.length, indices, values);
        };
    }

    @Override
    public Codec codec(Choice<CodecKind> choice, ParameterLayout layout) {
        return new SparseCodec();
    }
}
