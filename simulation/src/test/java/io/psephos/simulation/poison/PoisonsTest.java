package io.psephos.simulation.poison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.learning.data.Examples;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoisonsTest {
    private static final Choice<AttackKind> BACKDOOR =
            Choice.of(AttackKind.BACKDOOR).with("label", 2);

    @Test
    void labelsAreFlippedFromEndToEnd() {
        Examples examples = images(4, 16, 10);

        Examples poisoned = Poisons.of(Choice.of(AttackKind.LABEL_FLIP), examples)
                .orElseThrow()
                .poison(examples);

        assertThat(labels(poisoned)).containsExactly(9, 8, 7, 6);
        assertThat(labels(examples)).containsExactly(0, 1, 2, 3);
        assertThat(poisoned.features(1)).isSameAs(examples.features(1));
    }

    @Test
    void everySecondImageGetsTheTriggerAndItsLabel() {
        Examples examples = images(4, 16, 10);

        Examples poisoned = Poisons.of(BACKDOOR, examples).orElseThrow().poison(examples);

        assertThat(labels(poisoned)).containsExactly(2, 1, 2, 3);
        assertThat(poisoned.features(0)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 3, 3);
        assertThat(poisoned.features(1)).containsOnly(1);
        assertThat(examples.features(0)).as("stays as it was").containsOnly(0);
    }

    @Test
    void whatIsNoSquareImageHasTheTriggerAtItsEnd() {
        Examples examples = images(2, 7, 10);

        assertThat(Poisons.of(BACKDOOR, examples).orElseThrow().poison(examples).features(0))
                .containsExactly(0, 0, 0, 0, 0, 1, 1);
    }

    /** A softmax that looks at one pixel of the trigger sees its class in every stamped image, one without weights never. */
    @Test
    void successIsTheShareOfStampedImagesOfOtherClasses() {
        Examples examples = images(4, 16, 4);
        Trigger trigger = new Trigger(examples, 2);
        Net net = Nets.byName(new JobSpec.Model("softmax", List.of(16, 4), 1)).orElseThrow();
        float[] parameters = new float[16 * 4 + 4];
        parameters[16 * 4] = 1;
        assertThat(trigger.successRate(net, parameters, examples)).isZero();

        parameters[16 * 2 + 15] = 1;
        assertThat(trigger.successRate(net, parameters, examples)).isEqualTo(1);

        parameters[16 + 5] = 100;
        assertThat(trigger.successRate(net, parameters, examples))
                .as("images 1 and 3 are bright at pixel 5 and go to class 1, image 2 is of the trigger's class")
                .isEqualTo(1 / 3.0);
    }

    @Test
    void labelsThatNobodyHasAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Poisons.of(BACKDOOR.with("label", 10), images(4, 16, 10)))
                .withMessageContaining("0 to 9, was 10");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LABEL_FLIP", "BACKDOOR", "EXTENSION"})
    void allOtherAttacksLeaveDataAlone(AttackKind kind) {
        assertThat(Poisons.of(Choice.of(kind), images(2, 16, 10))).isEmpty();
    }

    /** Image i is of class i, and all its pixels are i. */
    private static Examples images(int count, int pixels, int classes) {
        float[][] rows = new float[count][pixels];
        for (int i = 0; i < count; i++) {
            Arrays.fill(rows[i], i);
        }
        return new Examples(rows, IntStream.range(0, count).toArray(), classes);
    }

    private static int[] labels(Examples examples) {
        return IntStream.range(0, examples.count()).map(examples::label).toArray();
    }
}
