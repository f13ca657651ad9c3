package io.psephos.samples.plugins;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Option;
import io.psephos.robustness.attack.Attack;
import io.psephos.robustness.attack.AttackExtension;
import java.util.List;

/** An attack that pulls every weight the same way, by a little. */
public final class DriftAttack implements AttackExtension {
    @Override
    public String name() {
        return "x-drift";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.number("by", 0.01, -1e6, 1e6).means("What is added to each coordinate."));
    }

    @Override
    public Attack attack(Choice<AttackKind> choice) {
        return view -> {
            float[] sent = view.update().clone();
            for (int i = 0; i < sent.length; i++) {
                sent[i] += (float) choice.number("by");
            }
            return sent;
        };
    }
}
