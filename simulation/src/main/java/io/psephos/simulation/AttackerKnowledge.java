package io.psephos.simulation;

import io.psephos.protocol.Offer;
import java.util.List;

/** What an attacker gets to see of the others when it is its turn. */
@FunctionalInterface
interface AttackerKnowledge {

    /**
     * The same object for as long as nothing new is to be seen.
     *
     * @param start the parameters that were offered
     * @param own the attacker's own honest update, for want of others
     */
    Scene look(Offer offer, float[] start, float[] own);

    /**
     * Honest updates in the unit that is sent, and how many are in the round.
     *
     * @param honest at least one
     */
    record Scene(List<float[]> honest, int byzantine, int cohort) {
        public Scene {
            honest = List.copyOf(honest);
        }
    }
}
