package io.psephos.simulation.poison;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import java.util.Optional;

/** The attacks on data that a job file can name. */
public final class Poisons {
    private Poisons() {}

    /**
     * The poisoning of the attack; empty where it leaves data alone.
     *
     * @param all of the data set, which say how bright a pixel can be
     * @throws IllegalArgumentException for a label that the data set does not have
     */
    public static Optional<Poison> of(Choice<AttackKind> attack, Examples all) {
        return switch (attack.kind()) {
            case LABEL_FLIP -> Optional.of(Poisons::flipLabels);
            case BACKDOOR -> trigger(attack, all).map(trigger -> trigger::poison);
            default -> Optional.empty();
        };
    }

    /**
     * The trigger of a backdoor; empty for any other attack.
     *
     * @throws IllegalArgumentException for a label that the data set does not have
     */
    public static Optional<Trigger> trigger(Choice<AttackKind> attack, Examples all) {
        return attack.kind() == AttackKind.BACKDOOR
                ? Optional.of(new Trigger(all, attack.whole("label")))
                : Optional.empty();
    }

    /** y ← C − 1 − y. */
    private static Examples flipLabels(Examples examples) {
        float[][] rows = new float[examples.count()][];
        int[] labels = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = examples.features(i);
            labels[i] = examples.classCount() - 1 - examples.label(i);
        }
        return new Examples(rows, labels, examples.classCount());
    }
}
