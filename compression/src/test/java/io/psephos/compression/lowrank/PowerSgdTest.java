package io.psephos.compression.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.Finite;
import io.psephos.compression.Layouts;
import io.psephos.compression.LowRank;
import io.psephos.compression.NotFiniteException;
import io.psephos.compression.OutOfRangeException;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PowerSgdTest extends CompressorContract {

    /** Without factors, in which extremes do not travel: those are tested below. */
    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        PowerSgd powerSgd = new PowerSgd(Layouts.of(count), 2, 0, seeds);
        return update -> powerSgd.compress(update, null).payload();
    }

    @Override
    protected Codec codec() {
        return new LowRankCodec();
    }

    @Row("codec.scheme power-sgd")
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void aMatrixOfTheRankIsReproduced(int rank) {
        float[] matrix = product(20, 30, rank, new Random(rank));
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(20, 5, 6))), rank, 0, () -> 1);
        float[] memory = null;
        for (int update = 0; update < 2; update++) {
            Compressed step = powerSgd.compress(matrix, memory);
            memory = step.memory();
            LowRank.Factors factors =
                    (LowRank.Factors) ((LowRank) step.payload()).tensors().get(0);
            assertThat(factors.rank()).isEqualTo(rank);
            assertThat(norm(Arrays.copyOf(memory, 600))).isLessThan(1e-5 * norm(matrix));
        }
    }

    /** A rank of 4 is of use to a matrix of rank 1 too; what does not exist is zero and not NaN. */
    @Test
    void aMatrixOfLowerRankIsReproduced() {
        float[] matrix = product(40, 30, 1, new Random(6));
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(40, 30))), 4, 0, new Random(5)::nextLong);
        float[] memory = null;
        for (int update = 0; update < 3; update++) {
            Compressed step = powerSgd.compress(matrix, memory);
            memory = step.memory();
            assertThat(norm(Arrays.copyOf(memory, 1200))).isLessThan(1e-5 * norm(matrix));
            assertThat(Finite.firstViolation(memory)).isEqualTo(-1);
        }
    }

    /** One column that is not zero is found at once, and after zeros again. */
    @Test
    void zerosGiveZerosAndTheNextUpdateStartsAnew() {
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(6, 6))), 2, 0, new Random(4)::nextLong);
        float[] zeros = new float[36];
        Compressed step = powerSgd.compress(zeros, null);
        assertThat(step.payload().toDense()).containsExactly(zeros);
        assertThat(step.memory()).containsOnly(0f).hasSize(48);
        float[] update = zeros.clone();
        update[8] = 3;
        update[14] = -1;
        assertThat(powerSgd.compress(update, step.memory()).payload().toDense()).containsExactly(update, within(1e-6f));
    }

    @Test
    void columnsOfPAreOrthonormal() {
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(50, 40))), 3, 0, () -> 2);
        LowRank payload = (LowRank) powerSgd.compress(gaussian(2000, 1), null).payload();
        float[] p = ((LowRank.Factors) payload.tensors().get(0)).p();
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double product = 0;
                for (int i = 0; i < 50; i++) {
                    product += (double) p[3 * i + a] * p[3 * i + b];
                }
                assertThat(product).isCloseTo(a == b ? 1 : 0, within(1e-6));
            }
        }
    }

    /** The same matrix again and again: the first factor turns to the strongest direction. */
    @Test
    void theWarmStartFindsTheLargestSingularValue() {
        float[] matrix = new float[12 * 10];
        for (int i = 0; i < 10; i++) {
            matrix[i * 10 + i] = i == 7 ? 3 : 1;
        }
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(12, 10))), 1, 0, () -> 3);
        float[] memory = null;
        for (int update = 0; update < 12; update++) {
            Compressed step = powerSgd.compress(matrix, memory);
            memory = step.memory().clone();
            Arrays.fill(memory, 0, 120, 0);
            if (update == 11) {
                assertThat(step.payload().toDense()[77]).isCloseTo(3, within(1e-3f));
            }
        }
    }

    /** f(X) = ½‖X − A‖² and a bias vector, by steps of rank 1 that remember what they leave out. */
    @Test
    void aQuadraticConverges() {
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(12, 16), List.of(8))), 1, 0, () -> 7);
        float[] optimum = gaussian(200, 9);
        float[] x = new float[200];
        float[] memory = null;
        for (int t = 0; t < 3000; t++) {
            float[] update = new float[200];
            for (int i = 0; i < 200; i++) {
                update[i] = 0.02f * (x[i] - optimum[i]);
            }
            Compressed step = powerSgd.compress(update, memory);
            step.payload().addTo(x, -1);
            memory = step.memory();
        }
        assertThat(x).containsExactly(optimum, within(1e-3f));
    }

    @Test
    void payloadAndMemoryAreWhatWentIn() {
        ParameterLayout layout = Layouts.of(List.of(List.of(7), List.of(9, 3, 4), List.of(), List.of(5, 6)));
        PowerSgd powerSgd = new PowerSgd(layout, 2, 0, new Random(8)::nextLong);
        float[] memory = null;
        for (int round = 0; round < 5; round++) {
            float[] update = gaussian(146, round);
            Compressed step = powerSgd.compress(update, memory);
            assertThat(step.memory()).hasSize(146 + 2 * 12 + 2 * 6);
            float[] sent = step.payload().toDense();
            for (int i = 0; i < 146; i++) {
                float sum = memory == null ? update[i] : update[i] + memory[i];
                float largest = Math.max(Math.abs(sum), Math.abs(sent[i]));
                assertThat(Math.abs((double) sent[i] + step.memory()[i] - sum)).isLessThanOrEqualTo(Math.ulp(largest));
            }
            memory = step.memory();
        }
        Codec codec = new LowRankCodec(layout);
        LowRank payload = (LowRank) powerSgd.compress(gaussian(146, 9), memory).payload();
        assertThat(codec.decode(codec.encode(payload), 146).toDense()).containsExactly(payload.toDense());
    }

    /** Two factors must be shorter than the tensor; a short dimension takes the rank down before that. */
    @ParameterizedTest
    @CsvSource({
        "4,4,2,0",
        "4,5,2,2",
        "5,4,2,2",
        "1,100,1,0",
        "100,1,3,0",
        "2,2,1,0",
        "2,3,1,1",
        "3,3,9,0",
        "2,50,9,0",
        "20,20,9,9"
    })
    void tensorsTravelInTheShorterForm(int rows, int columns, int rank, int used) {
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(rows, columns))), rank, 0, () -> 2);
        LowRank payload =
                (LowRank) powerSgd.compress(gaussian(rows * columns, 1), null).payload();
        assertThat(payload.tensors().get(0) instanceof LowRank.Factors factors ? factors.rank() : 0)
                .isEqualTo(used);
    }

    @Test
    void smallTensorsTravelAsTheyAre() {
        ParameterLayout layout = Layouts.of(List.of(List.of(10, 10), List.of(11, 10)));
        float[] update = gaussian(210, 2);
        LowRank payload = (LowRank)
                new PowerSgd(layout, 1, 101, () -> 1).compress(update, null).payload();
        assertThat(payload.tensors().get(0)).isInstanceOf(LowRank.Whole.class);
        assertThat(payload.tensors().get(1)).isInstanceOf(LowRank.Factors.class);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1.3e27f, -Float.MAX_VALUE})
    void whatCannotTravelIsRefusedBeforeAnyStateChanges(float value) {
        int[] drawn = {0};
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(4, 5))), 2, 0, () -> drawn[0]++);
        float[] memory = powerSgd.compress(gaussian(20, 1), null).memory();
        float[] before = memory.clone();
        float[] update = gaussian(20, 2);
        update[13] = value;
        if (Float.isFinite(value)) {
            assertThatExceptionOfType(OutOfRangeException.class)
                    .isThrownBy(() -> powerSgd.compress(update, memory))
                    .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(13));
        } else {
            assertThatExceptionOfType(NotFiniteException.class)
                    .isThrownBy(() -> powerSgd.compress(update, memory))
                    .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(13));
        }
        assertThat(drawn[0]).isEqualTo(1);
        assertThat(memory).containsExactly(before);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MIN_VALUE, 1e-40f, 1e-30f, 0x1p90f})
    void smallAndLargeMatricesKeepTheirDirection(float scale) {
        float[] matrix = new float[30];
        for (int i = 0; i < 30; i++) {
            matrix[i] = i % 6 == 2 ? scale : 0;
        }
        PowerSgd powerSgd = new PowerSgd(Layouts.of(List.of(List.of(5, 6))), 2, 0, () -> 11);
        float[] memory = null;
        for (int update = 0; update < 3; update++) {
            Compressed step = powerSgd.compress(matrix, memory);
            memory = step.memory();
            assertThat(Finite.firstViolation(memory)).isEqualTo(-1);
            Arrays.fill(memory, 0, 30, 0);
            assertThat(step.payload().toDense())
                    .containsExactly(matrix, within(Math.max(Float.MIN_VALUE, 1e-5f * scale)));
        }
    }

    @Test
    void refusesOtherParametersAndLengths() {
        ParameterLayout layout = Layouts.of(List.of(List.of(4, 5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PowerSgd(layout, 0, 0, () -> 1))
                .withMessageContaining("was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PowerSgd(layout, 1, -1, () -> 1))
                .withMessageContaining("was -1");
        PowerSgd powerSgd = new PowerSgd(layout, 1, 0, () -> 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> powerSgd.compress(new float[21], null))
                .withMessageContaining("had 21");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> powerSgd.compress(new float[20], new float[20]))
                .withMessageContaining("memory must have 25");
    }

    private static float[] product(int rows, int columns, int rank, Random random) {
        float[] product = new float[rows * columns];
        for (int k = 0; k < rank; k++) {
            double[] p = random.doubles(rows, -1, 1).toArray();
            double[] q = random.doubles(columns, -1, 1).toArray();
            for (int i = 0; i < product.length; i++) {
                product[i] += (float) (p[i / columns] * q[i % columns]);
            }
        }
        return product;
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
