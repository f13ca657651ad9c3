package io.psephos.simulation;

import io.psephos.protocol.Offer;
import java.util.List;

/** What an attacker knows of the other clients when it acts. */
@FunctionalInterface
interface AttackerKnowledge {

    /**
     * The observation; the same object for as long as nothing new can be seen.
     *
     * @param start the parameters that were offered
     * @param own the attacker's own honest update, for want of others
     */
    Observation look(Offer offer, float[] start, float[] own);

    /**
     * The honest updates in the unit that is sent, and the numbers of attackers and of updates in the round.
     *
     * @param honest at least one
     */
    record Observation(List<float[]> honest, int byzantine, int cohort) {
        public Observation {
            honest = List.copyOf(honest);
        }
    }
}
