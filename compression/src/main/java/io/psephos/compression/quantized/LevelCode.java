package io.psephos.compression.quantized;

import io.psephos.compression.Buckets;
import io.psephos.compression.Levels;
import io.psephos.compression.Quantized;
import io.psephos.compression.bits.BitWriter;
import io.psephos.compression.bits.EliasOmega;

/** The encoder of levels in the dense and the sparse form: the number of bits in each, and the bits themselves. */
final class LevelCode {
    private final Levels levels;
    private final Buckets norms;
    private long denseBits;
    private long sparseBits;

    LevelCode(Quantized quantized) {
        this.levels = quantized.levels();
        this.norms = quantized.norms();
        for (int k = 0; k < norms.scales().length; k++) {
            if (norms.scales()[k] != 0) {
                measure(norms.from(k), norms.to(k));
            }
        }
    }

    long denseBits() {
        return denseBits;
    }

    long sparseBits() {
        return sparseBits;
    }

    void writeDense(BitWriter bits) {
        for (int k = 0; k < norms.scales().length; k++) {
            if (norms.scales()[k] != 0) {
                writeDense(norms.from(k), norms.to(k), bits);
            }
        }
    }

    void writeSparse(BitWriter bits) {
        for (int k = 0; k < norms.scales().length; k++) {
            if (norms.scales()[k] != 0) {
                writeSparse(norms.from(k), norms.to(k), bits);
            }
        }
    }

    private void measure(int from, int to) {
        long dense = 0;
        long sparse = 0;
        int nonZeros = 0;
        int last = from - 1;
        for (int i = from; i < to; i++) {
            int level = Math.abs(levels.at(i));
            dense += EliasOmega.length(EliasOmega.code(level + 1));
            if (level != 0) {
                sparse += EliasOmega.length(EliasOmega.code(i - last)) + EliasOmega.length(EliasOmega.code(level));
                nonZeros++;
                last = i;
            }
        }
        denseBits += dense + nonZeros;
        sparseBits += sparse + nonZeros + EliasOmega.length(EliasOmega.code(nonZeros + 1));
    }

    private void writeDense(int from, int to, BitWriter bits) {
        for (int i = from; i < to; i++) {
            int level = levels.at(i);
            long code = EliasOmega.code(Math.abs(level) + 1);
            int length = EliasOmega.length(code);
            bits.write(EliasOmega.digits(code) | (level >>> 31 & 1L) << length, length + (level == 0 ? 0 : 1));
        }
    }

    private void writeSparse(int from, int to, BitWriter bits) {
        write(EliasOmega.code(nonZeros(from, to) + 1), bits);
        int last = from - 1;
        for (int i = from; i < to; i++) {
            int level = levels.at(i);
            if (level != 0) {
                write(EliasOmega.code(i - last), bits);
                bits.write(level >>> 31, 1);
                write(EliasOmega.code(Math.abs(level)), bits);
                last = i;
            }
        }
    }

    private int nonZeros(int from, int to) {
        int nonZeros = 0;
        for (int i = from; i < to; i++) {
            nonZeros += levels.at(i) == 0 ? 0 : 1;
        }
        return nonZeros;
    }

    private static void write(long code, BitWriter bits) {
        bits.write(EliasOmega.digits(code), EliasOmega.length(code));
    }
}
