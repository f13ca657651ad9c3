package io.psephos.samples.plugins;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Rule;
import io.psephos.robustness.aggregator.RuleExtension;
import io.psephos.robustness.aggregator.VectorRule;
import java.util.Arrays;

/** A robust rule: in each coordinate the middle of what is left when the f smallest and f largest values are gone. */
public final class MidrangeRule implements RuleExtension {
    @Override
    public String name() {
        return "x-midrange";
    }

    @Override
    public boolean goesByCoordinates() {
        return true;
    }

    @Override
    public VectorRule rule(Choice<Rule> choice, long roundSeed) {
        return (vectors, byzantine) -> {
            float[] middle = new float[vectors.length()];
            float[] values = new float[vectors.count()];
            for (int i = 0; i < middle.length; i++) {
                for (int row = 0; row < values.length; row++) {
                    values[row] = vectors.row(row)[i];
                }
                Arrays.sort(values);
                middle[i] = (values[byzantine] + values[values.length - 1 - byzantine]) / 2;
            }
            return middle;
        };
    }
}
