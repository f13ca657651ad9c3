package io.psephos.compression.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.protocol.Row;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SignTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new Sign(seeds);
    }

    @Override
    protected Codec codec() {
        return new SignCodec();
    }

    @Row("codec.scheme sign")
    @Test
    void everyCoordinateVotesItsSign() {
        float[] update = gaussian(5000, 6);
        update[17] = Float.MIN_VALUE;
        update[18] = -Float.MIN_VALUE;
        float[] votes = new Sign(new Random(1)::nextLong).compress(update).toDense();
        for (int i = 0; i < update.length; i++) {
            assertThat(votes[i]).isEqualTo(Math.signum(update[i]));
        }
    }

    /** 2¹⁸ fair coins are within z = 4.42 of one half, else with probability 1e-5; the seed repeats the outcome. */
    @Row("codec.scheme sign")
    @Test
    void zerosOfBothSignsAreFairCoins() {
        float[] update = new float[1 << 18];
        IntStream.range(0, update.length / 2).forEach(i -> update[i] = -0f);
        float[] votes = new Sign(() -> 5).compress(update).toDense();
        assertThat(share(votes, 0, votes.length)).isCloseTo(0.5, within(4.42 * 0.5 / Math.sqrt(votes.length)));
        assertThat(share(votes, 0, votes.length / 2))
                .isCloseTo(0.5, within(4.42 * 0.5 / Math.sqrt(votes.length / 2.0)));
    }

    static double share(float[] votes, int from, int to) {
        return IntStream.range(from, to).filter(i -> votes[i] > 0).count() / (double) (to - from);
    }
}
