package io.psephos.robustness.attack;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.compression.Dense;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A rule over a list of vectors, in double precision, as a fold: to check attacks against papers' rules. */
final class ListAggregator {
    private ListAggregator() {}

    static Aggregator of(Function<List<double[]>, double[]> rule) {
        return parameterCount -> new Fold() {
            private final List<double[]> vectors = new ArrayList<>();

            @Override
            public void add(ClientUpdate update) {
                float[] values = update.payload().toDense();
                vectors.add(IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i])
                        .toArray());
            }

            @Override
            public void merge(Fold other) {
                throw new UnsupportedOperationException("nobody merges here");
            }

            @Override
            public int size() {
                return vectors.size();
            }

            @Override
            public Aggregate finish() {
                double[] result = rule.apply(vectors);
                float[] direction = new float[result.length];
                for (int i = 0; i < direction.length; i++) {
                    direction[i] = (float) result[i];
                }
                return new Aggregate(new Dense(direction), vectors.size(), null);
            }
        };
    }
}
