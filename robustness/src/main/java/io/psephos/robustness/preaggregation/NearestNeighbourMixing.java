package io.psephos.robustness.preaggregation;

import io.psephos.robustness.vector.Distances;
import io.psephos.robustness.vector.Vectors;
import java.util.stream.IntStream;

/**
 * NNM: every vector becomes the mean of the n − f vectors nearest to it, itself among them (Allouah et al., "Fixing by
 * Mixing", 2023). With it the rules of this package withstand f &lt; n/2 also where honest clients have different data;
 * of equally near vectors the lower index counts.
 */
public final class NearestNeighbourMixing implements PreAggregation {

    @Override
    public Vectors mix(Vectors vectors, int byzantine) {
        int kept = vectors.count() - byzantine;
        if (byzantine < 0 || kept < 1) {
            throw new IllegalArgumentException(
                    "nnm needs f from 0 to below n = " + vectors.count() + ", was " + byzantine);
        }
        Distances distances = vectors.distances();
        int[][] groups = IntStream.range(0, vectors.count())
                .mapToObj(i -> distances.nearest(i, kept))
                .toArray(int[][]::new);
        double[] weights =
                IntStream.range(0, vectors.count()).mapToDouble(vectors::weight).toArray();
        return vectors.means(groups, weights);
    }
}
