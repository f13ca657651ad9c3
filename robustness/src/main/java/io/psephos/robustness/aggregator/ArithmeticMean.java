package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;
import java.util.stream.IntStream;

/** The plain mean, for vectors that were mixed or clipped before. By itself one Byzantine vector moves it anywhere. */
public final class ArithmeticMean implements VectorRule {

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        return vectors.mean(IntStream.range(0, vectors.count()).toArray());
    }
}
