package io.psephos.protocol.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedStateTest {
    private static final NamedState STATE = NamedState.EMPTY
            .with("optimizer/momentum", new float[] {1, -0f, Float.MIN_VALUE})
            .with("offer/b", List.of(0.1, 1e-30))
            .with("offer/levels", 15);

    @Test
    void piecesAreReadAsTheyWereWritten() {
        assertThat(STATE.floats("optimizer/momentum")).hasValue(new float[] {1, -0f, Float.MIN_VALUE});
        assertThat(STATE.numbers("offer/b")).containsExactly(0.1, 1e-30);
        assertThat(STATE.number("offer/levels", 0)).isEqualTo(15);
        assertThat(STATE.names()).containsExactly("offer/b", "offer/levels", "optimizer/momentum");
    }

    @Test
    void whatIsNotThereIsNothing() {
        assertThat(STATE.floats("diana/h")).isEmpty();
        assertThat(STATE.numbers("diana/h")).isEmpty();
        assertThat(STATE.number("diana/h", 3)).isEqualTo(3);
        assertThat(STATE.bytes("diana/h")).isEmpty();
    }

    @Test
    void bytesGoRoundWithoutLoss() {
        NamedState again = NamedState.of(STATE.bytes());

        assertThat(again).isEqualTo(STATE).hasSameHashCodeAs(STATE);
        assertThat(again.floats("optimizer/momentum")).hasValue(new float[] {1, -0f, Float.MIN_VALUE});
        assertThat(again.numbers("offer/b")).containsExactly(0.1, 1e-30);
    }

    @Test
    void changesLeadFromOneStateToTheOther() {
        NamedState next = STATE.without("offer/b").with("offer/levels", 3).with("last", new float[] {2});

        Map<String, byte[]> changes = next.changedSince(STATE);

        assertThat(changes).containsOnlyKeys("offer/b", "offer/levels", "last");
        assertThat(changes.get("offer/b")).isEmpty();
        assertThat(STATE.with(changes)).isEqualTo(next);
        assertThat(next.changedSince(next)).isEmpty();
    }

    @Test
    void aPieceWithoutAnythingIsNone() {
        assertThat(STATE.with("offer/b", List.of()).has("offer/b")).isFalse();
        assertThat(STATE.with("optimizer/momentum", new float[0]).has("optimizer/momentum"))
                .isFalse();
    }

    @Test
    void aStateStaysAsItIs() {
        NamedState before = NamedState.of(STATE.bytes());

        assertThat(STATE.only(name -> name.startsWith("offer/")).names()).containsExactly("offer/b", "offer/levels");
        assertThat(STATE.and(NamedState.EMPTY.with("offer/levels", 1)).number("offer/levels", 0))
                .isEqualTo(1);
        assertThat(STATE).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "a b", "ä", "a\n"})
    void namesAreWordsAndSlashes(String name) {
        assertThatThrownBy(() -> STATE.with(name, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void bytesOfAnotherKindAreRefused() {
        NamedState odd = NamedState.of(Map.of("a", new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> odd.floats("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> odd.numbers("a")).isInstanceOf(IllegalStateException.class);
    }
}
