package io.psephos.robustness.vector;

import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Sparse;
import io.psephos.compression.Ternary;
import java.util.Arrays;

/** An update that is read a stretch of coordinates at a time. */
interface Row {

    /** Copies {@code count} coordinates from {@code from} on to the beginning of the block. */
    void read(int from, float[] block, int count);

    /** All coordinates: read only. */
    float[] dense();

    /** The row of a payload, which is read as it is where stretches of it can be, and decoded at once elsewhere. */
    static Row of(Payload payload) {
        if (payload instanceof Dense dense) {
            return new Values(dense.values());
        }
        if (payload instanceof Signs signs) {
            return new OneBit(signs);
        }
        if (payload instanceof Ternary ternary) {
            return new TwoBits(ternary);
        }
        return payload instanceof Sparse sparse ? new Few(sparse) : new Values(payload.toDense());
    }

    /** A row of floats. */
    record Values(float[] dense) implements Row {
        @Override
        public void read(int from, float[] block, int count) {
            System.arraycopy(dense, from, block, 0, count);
        }
    }

    /** A row of one-bit votes. */
    record OneBit(Signs signs) implements Row {
        @Override
        public void read(int from, float[] block, int count) {
            long[] words = signs.words();
            for (int i = 0; i < count; i++) {
                block[i] = (words[(from + i) >>> 6] >>> (from + i) & 1) * 2 - 1;
            }
        }

        @Override
        public float[] dense() {
            return signs.toDense();
        }
    }

    /** A row of votes that may be zero. */
    record TwoBits(Ternary ternary) implements Row {
        @Override
        public void read(int from, float[] block, int count) {
            long[] plus = ternary.plus();
            long[] minus = ternary.minus();
            for (int i = 0; i < count; i++) {
                int w = (from + i) >>> 6;
                block[i] = (plus[w] >>> (from + i) & 1) - (minus[w] >>> (from + i) & 1);
            }
        }

        @Override
        public float[] dense() {
            return ternary.toDense();
        }
    }

    /** A row that is zero but for a few coordinates. */
    record Few(Sparse sparse) implements Row {
        @Override
        public void read(int from, float[] block, int count) {
            Arrays.fill(block, 0, count, 0f);
            int[] indices = sparse.indices();
            int at = Arrays.binarySearch(indices, from);
            for (int k = at < 0 ? -at - 1 : at; k < indices.length && indices[k] < from + count; k++) {
                block[indices[k] - from] = sparse.values()[k];
            }
        }

        @Override
        public float[] dense() {
            return sparse.toDense();
        }
    }
}
