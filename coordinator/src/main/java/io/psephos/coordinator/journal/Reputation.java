package io.psephos.coordinator.journal;

/**
 * The evidence about a client's reliability.
 *
 * @param accepted updates that counted in a published version
 * @param refused updates that filters refused
 * @param malformed assignments that were lost to malformed frames
 * @param disagreed sum over accepted votes of the share of coordinates that went against their round's decision
 */
public record Reputation(long accepted, long refused, long malformed, double disagreed) {
    /** No evidence. */
    public static final Reputation NONE = new Reputation(0, 0, 0, 0);

    /** One update that counted and agreed with its round's decision by the share; 1 for an update that is no vote. */
    public static Reputation counted(double agreement) {
        return new Reputation(1, 0, 0, 1 - agreement);
    }

    /** Returns the sum of both. */
    public Reputation plus(Reputation more) {
        return new Reputation(
                accepted + more.accepted,
                refused + more.refused,
                malformed + more.malformed,
                disagreed + more.disagreed);
    }

    /** Returns the number of verdicts that the score rests on. */
    public long verdicts() {
        return accepted + refused + malformed;
    }

    /**
     * Returns the score from 0 to 1, ½ without evidence: the mean of a Beta distribution that began uniform, to which
     * every verdict is an observation, good as far as the update counted and agreed.
     */
    public double score() {
        return (1 + accepted - disagreed) / (2 + verdicts());
    }
}
