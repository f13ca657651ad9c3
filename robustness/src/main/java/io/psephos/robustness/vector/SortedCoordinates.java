package io.psephos.robustness.vector;

import java.util.List;

/** Coordinates sorted a block at a time: memory is that of a block and thread, whatever the number of coordinates. */
public final class SortedCoordinates {
    private static final int FLOATS_IN_CACHE = 1 << 16;
    private static final int LEAST_LANES = 128;
    private static final int MOST_LANES = 1024;
    private static final int TASKS = 64;

    private final List<Row> rows;
    private final int length;
    private final SortingNetwork network;
    private final int lanes;

    SortedCoordinates(List<Row> rows, int length, SortingNetwork network) {
        this.rows = rows;
        this.length = length;
        this.network = network;
        this.lanes = Math.max(LEAST_LANES, Math.min(MOST_LANES, FLOATS_IN_CACHE / rows.size()));
    }

    /** A function of a block of sorted coordinates. */
    @FunctionalInterface
    public interface Conclusion {

        /**
         * Writes one number a coordinate.
         *
         * @param sorted {@code sorted[r][l]} is the value of rank r of coordinate l, for wanted ranks; may be written to
         * @param result takes the numbers; as long as the rows of sorted, of which the last ones may be unused
         */
        void conclude(float[][] sorted, float[] result);
    }

    float[] conclude(Conclusion conclusion) {
        float[] results = new float[length];
        int blocks = (length + lanes - 1) / lanes;
        int tasks = Math.min(TASKS, blocks);
        Parallel.forEach(tasks, task -> {
            float[][] block = new float[rows.size()][lanes];
            float[] result = new float[lanes];
            for (int b = task; b < blocks; b += tasks) {
                int from = b * lanes;
                int count = Math.min(lanes, length - from);
                for (int i = 0; i < block.length; i++) {
                    rows.get(i).read(from, block[i], count);
                }
                network.sort(block);
                conclusion.conclude(block, result);
                System.arraycopy(result, 0, results, from, count);
            }
        });
        return results;
    }
}
