package io.psephos.compression.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.Layouts;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class ScaledVotesTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new ScaledVotes(Layouts.of(count));
    }

    @Override
    protected Codec codec() {
        return new ScaledSignCodec();
    }

    @Test
    void zeroStaysZeroAndTheScaleIsTheMeanOverAll() {
        Payload payload = new ScaledVotes(Layouts.of(4, 2)).compress(new float[] {3, 0f, -0f, -1, 5, -5});
        assertThat(payload).isInstanceOf(ScaledTernary.class);
        assertThat(payload.toDense()).containsExactly(1, 0, 0, -1, 5, -5);
    }

    @Test
    void oneBitIsEnoughWhereNothingIsZero() {
        float[] update = gaussian(200, 5);
        Payload votes = new ScaledVotes(Layouts.of(70, 130)).compress(update);
        assertThat(votes).isInstanceOf(ScaledSigns.class);
        assertThat(votes.toDense())
                .containsExactly(
                        new ScaledSign(Layouts.of(70, 130)).compress(update).toDense());
    }
}
