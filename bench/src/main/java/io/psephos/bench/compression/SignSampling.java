package io.psephos.bench.compression;

import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** One update, and two ways to draw its sign votes. */
public final class SignSampling {
    private static final float BOUND = 3;

    private final float[] update;
    private final StochasticSign product;
    private final RandomGenerator random;

    /** @param seed of the update and of all random draws */
    public SignSampling(int parameterCount, long seed) {
        SplittableRandom source = new SplittableRandom(seed);
        this.update = new float[parameterCount];
        for (int i = 0; i < parameterCount; i++) {
            update[i] = (float) source.nextGaussian();
        }
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("w", List.of(parameterCount))));
        this.product = new StochasticSign(layout, List.of((double) BOUND), source::nextLong);
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** The library's votes. */
    public Payload cast() {
        return product.compress(update);
    }

    /** Votes of the same distribution, with one call of the JDK's generator a coordinate. */
    public Payload castByNextFloat() {
        Finite.check(update);
        long[] words = new long[(update.length + 63) >>> 6];
        float scale = 0.5f / BOUND;
        for (int i = 0; i < update.length; i++) {
            long vote = random.nextFloat() < 0.5f + update[i] * scale ? 1 : 0;
            words[i >>> 6] |= vote << i;
        }
        return new Signs(update.length, words);
    }
}
