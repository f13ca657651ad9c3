package io.psephos.robustness.attack;

import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.WeightedMean;
import io.psephos.protocol.JobSpec.Weights;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The knowledge of an attacker when it acts. Updates are before compression and positive where a parameter should fall.
 *
 * @param update its own honest one
 * @param honest those of the honest clients of the round, in the order of their positions; its own where it sees no
 *     others
 * @param byzantine attackers of the round, itself among them
 * @param cohort updates of the round, the attackers' among them
 * @param last what the server subtracted last, as far as the attacker could see; empty before that
 * @param defence the server's aggregator; it takes dense updates
 */
public record AttackView(
        float[] update,
        List<float[]> honest,
        int byzantine,
        int cohort,
        float[] last,
        Aggregator defence,
        RandomGenerator random) {

    /** @throws IllegalArgumentException without honest updates, or of another length than the attacker's own */
    public AttackView {
        honest = List.copyOf(honest);
        if (honest.isEmpty()) {
            throw new IllegalArgumentException("an attacker sees at least its own honest update");
        }
        for (float[] other : honest) {
            if (other.length != update.length) {
                throw new IllegalArgumentException(
                        "honest updates must have " + update.length + " coordinates, had " + other.length);
            }
        }
    }

    /** The view of a client that sees no others, and takes its own update for theirs. */
    public static AttackView alone(float[] update, RandomGenerator random) {
        return new AttackView(update, List.of(update), 1, 2, new float[0], new WeightedMean(Weights.UNIFORM), random);
    }
}
