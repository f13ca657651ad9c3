package io.psephos.robustness.aggregator;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Rule;
import java.util.Optional;

/** A user's robust rule: {@code aggregation: {rule: x-…}}. It sees the single updates of a round, as floats. */
public interface RuleExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.RULE;
    }

    /**
     * Returns the rule of one round.
     *
     * @param choice the options, as the job file gives them
     * @param roundSeed of all that is drawn at random; each round its own
     */
    VectorRule rule(Choice<Rule> choice, long roundSeed);

    /**
     * Whether the rule works on one coordinate at a time, and so may combine votes, as vectors of −1, 0 and +1. By default
     * it does not: the distances between votes and their angles are nearly all alike, and tell nothing of who lies.
     */
    default boolean goesByCoordinates() {
        return false;
    }

    /**
     * Returns why so many updates are too few for f of them being Byzantine; the job is refused then. By default more
     * than half must be honest.
     */
    default Optional<String> refusal(int updates, int byzantine) {
        return Breakdown.HALF.refusal(name(), updates, byzantine);
    }
}
