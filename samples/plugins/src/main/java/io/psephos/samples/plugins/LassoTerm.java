package io.psephos.samples.plugins;

import io.psephos.learning.net.LocalTerm;
import io.psephos.learning.net.LocalTermExtension;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Option;
import io.psephos.protocol.Regularizer;
import java.util.List;

/** A local term that pulls every parameter towards 0 by the same force: the gradient of λ‖p‖₁. */
public final class LassoTerm implements LocalTermExtension {
    @Override
    public String name() {
        return "x-l1";
    }

    @Override
    public List<Option> options() {
        return List.of(Option.number("lambda", 0.001, 0, 1000).means("Weight λ of the sum of magnitudes."));
    }

    @Override
    public LocalTerm term(Choice<Regularizer> choice) {
        float lambda = (float) choice.number("lambda");
        return (gradient, parameters, start) -> {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += lambda * Math.signum(parameters[i]);
            }
        };
    }
}
