package io.psephos.client.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.NotFiniteException;
import io.psephos.privacy.clipping.L2Clipping;
import io.psephos.protocol.state.NamedState;
import org.junit.jupiter.api.Test;

class TrainerMemoryTest {
    private static final NamedState MEMORY = NamedState.EMPTY
            .with("codec", new float[] {1})
            .with("control/c", new float[] {2})
            .with("local/seen", 3);

    @Test
    void aTrainerSeesItsOwnPiecesAndControlVariates() {
        assertThat(TrainerMemory.of(MEMORY).names()).containsExactly("control/c", "seen");
    }

    @Test
    void aTrainerReplacesItsOwnPiecesAndMovesNoControlVariate() {
        NamedState update = NamedState.EMPTY.with("codec", new float[] {4}).with("control/c", new float[] {5});

        NamedState next = TrainerMemory.in(
                update,
                TrainerMemory.of(MEMORY).with("control/c", new float[] {6}).with("seen", 7));

        assertThat(next.floats("control/c")).hasValue(new float[] {5});
        assertThat(next.floats("codec")).hasValue(new float[] {4});
        assertThat(next.number("local/seen", 0)).isEqualTo(7);
        assertThat(next.names()).containsExactly("codec", "control/c", "local/seen");
    }

    @Test
    void noiseNeedsABound() {
        Difference difference = new Difference(new float[] {3, 4});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Noised.of(Clipped.unbounded(difference), values -> values))
                .withMessageContaining("bound");
        assertThat(Noised.of(Clipped.by(new L2Clipping(1), 1, difference), values -> values)
                        .values())
                .containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> Clipping.to(1).clip(new Difference(new float[] {Float.NaN})));
    }
}
