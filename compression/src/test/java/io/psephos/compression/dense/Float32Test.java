package io.psephos.compression.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.protocol.Row;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class Float32Test extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new Float32();
    }

    @Override
    protected Codec codec() {
        return new Float32Codec();
    }

    @Row("codec.scheme float32")
    @Test
    void nothingIsLost() {
        float[] update = gaussian(100, 1);
        assertThat(new Float32().compress(update).toDense()).containsExactly(update);
    }
}
