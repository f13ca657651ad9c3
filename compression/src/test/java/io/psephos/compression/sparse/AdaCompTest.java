package io.psephos.compression.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.Layouts;
import io.psephos.compression.NotFiniteException;
import io.psephos.compression.SparseSigns;
import io.psephos.protocol.Row;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdaCompTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        AdaComp adaComp = new AdaComp(Layouts.of(count), 50);
        return update -> adaComp.compress(update, null).payload();
    }

    @Override
    protected Codec codec() {
        return new AdaCompCodec();
    }

    @Row("codec.scheme adacomp")
    @Test
    void theWorkedExample() {
        float[] residue = {.1f, .2f, -.3f, .05f, 0, -.4f, .1f, .2f};
        float[] update = {.2f, -.1f, -.1f, .1f, .1f, .1f, -.05f, .3f};
        Compressed step = new AdaComp(Layouts.of(8), 4).compress(update, residue);
        SparseSigns payload = (SparseSigns) step.payload();
        assertThat(payload.votes()).containsExactly(0, 2 | SparseSigns.MINUS, 7);
        assertThat(payload.blocks().scales()).containsExactly(new float[] {.45f}, within(1e-7f));
        assertThat(payload.toDense()).containsExactly(new float[] {.45f, 0, -.45f, 0, 0, 0, 0, .45f}, within(1e-7f));
        assertThat(step.memory())
                .containsExactly(new float[] {-.15f, .1f, .05f, .15f, .1f, -.3f, .05f, .05f}, within(1e-7f));
    }

    /** The scale counts bins of zeros, which send nothing. */
    @Test
    void aBinOfZerosSendsNothing() {
        float[] update = {0, 0, -0f, 1, 3, -3, 0, 0};
        SparseSigns payload = (SparseSigns)
                new AdaComp(Layouts.of(6, 2), 3).compress(update, null).payload();
        assertThat(payload.blocks().scales()).containsExactly(1.5f, 0);
        assertThat(payload.votes()).containsExactly(4, 5 | SparseSigns.MINUS);
        assertThat(payload.bins()).containsExactly(3, 2);
    }

    /** 2u of 1 reaches the largest G of 2, also below it. */
    @Test
    void tiesAreAllSent() {
        SparseSigns payload = (SparseSigns) new AdaComp(Layouts.of(4), 4)
                .compress(new float[] {2, -2, 1, 0.99f}, null)
                .payload();
        assertThat(payload.votes()).containsExactly(0, 1 | SparseSigns.MINUS, 2);
    }

    /** With G = 0 there is no sign to send, even where |G + u| is large: u cancels the residue. */
    @Test
    void whatCancelsOutIsNotSent() {
        Compressed step = new AdaComp(Layouts.of(2), 2).compress(new float[] {.5f, .1f}, new float[] {-.5f, .3f});
        assertThat(((SparseSigns) step.payload()).votes()).containsExactly(1);
        assertThat(step.memory()[0]).isZero();
    }

    @Test
    void theScaleOfAShortLastBinCountsAsMuchAsTheOthers() {
        SparseSigns payload = (SparseSigns) new AdaComp(Layouts.of(5), 2)
                .compress(new float[] {1, 1, 4, 1, 7}, null)
                .payload();
        assertThat(payload.blocks().scales()).containsExactly(4);
        assertThat(payload.votes()).containsExactly(0, 1, 2, 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void payloadAndResidueAreWhatWentIn(long seed) {
        Random random = new Random(seed);
        AdaComp adaComp = new AdaComp(Layouts.of(1, 2, 63, 64, 65, 500), new int[] {7, 1, 50, 64, 16384, 65});
        float[] residue = null;
        for (int round = 0; round < 10; round++) {
            float[] update = gaussian(695, random.nextLong());
            Compressed step = adaComp.compress(update, residue);
            float[] sent = step.payload().toDense();
            for (int i = 0; i < update.length; i++) {
                float sum = residue == null ? update[i] : update[i] + residue[i];
                float largest = Math.max(Math.abs(sum), Math.abs(sent[i]));
                assertThat(Math.abs((double) sent[i] + step.memory()[i] - sum)).isLessThanOrEqualTo(Math.ulp(largest));
            }
            residue = step.memory();
        }
    }

    /** The bins are chosen by the formula, coordinate by coordinate. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 65, 1000})
    void theVotesAreThoseOfTheFormula(int bin) {
        float[] update = gaussian(777, 3);
        float[] residue = gaussian(777, 4);
        SparseSigns payload = (SparseSigns)
                new AdaComp(Layouts.of(777), bin).compress(update, residue).payload();
        float[] votes = new float[777];
        for (int from = 0; from < 777; from += bin) {
            float largest = 0;
            for (int i = from; i < Math.min(777, from + bin); i++) {
                largest = Math.max(largest, Math.abs(update[i] + residue[i]));
            }
            for (int i = from; i < Math.min(777, from + bin); i++) {
                float g = update[i] + residue[i];
                votes[i] = Math.abs(g + update[i]) >= largest ? Math.signum(g) : 0;
            }
        }
        float scale = payload.blocks().scales()[0];
        float[] sent = payload.toDense();
        for (int i = 0; i < 777; i++) {
            assertThat(sent[i]).isEqualTo(scale * votes[i]);
        }
    }

    @Test
    void whatIsNotFiniteLeavesTheResidueAsItWas() {
        AdaComp adaComp = new AdaComp(Layouts.of(2), 2);
        float[] residue = {Float.MAX_VALUE, 1};
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> adaComp.compress(new float[] {0, Float.NaN}, residue))
                .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(1));
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> adaComp.compress(new float[] {Float.MAX_VALUE, 0}, residue))
                .satisfies(refusal -> assertThat(refusal.index()).isZero());
        assertThat(residue).containsExactly(Float.MAX_VALUE, 1);
        adaComp.compress(new float[] {0, 1}, residue);
        assertThat(residue).containsExactly(Float.MAX_VALUE, 1);
    }

    /** f(x) = ½‖x − a‖², a in one tensor of two bins and one of one. */
    @Test
    void aQuadraticConverges() {
        AdaComp adaComp = new AdaComp(Layouts.of(20, 4), 10);
        float[] optimum = gaussian(24, 9);
        float[] x = new float[24];
        float[] residue = null;
        for (int t = 0; t < 3000; t++) {
            float[] update = new float[24];
            for (int i = 0; i < 24; i++) {
                update[i] = 0.02f * (x[i] - optimum[i]);
            }
            Compressed step = adaComp.compress(update, residue);
            step.payload().addTo(x, -1);
            residue = step.memory();
        }
        assertThat(x).containsExactly(optimum, within(1e-3f));
    }

    @Test
    void refusesWhatIsNoBinOrOfAnotherLength() {
        for (int bin : new int[] {0, -1, 16385}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new AdaComp(Layouts.of(3), bin))
                    .withMessageContaining("was " + bin);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdaComp(Layouts.of(3, 4), new int[] {2}))
                .withMessageContaining("had 1");
        AdaComp adaComp = new AdaComp(Layouts.of(3), 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> adaComp.compress(new float[4], null))
                .withMessageContaining("update must have 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> adaComp.compress(new float[3], new float[2]))
                .withMessageContaining("residue must have 3");
    }
}
