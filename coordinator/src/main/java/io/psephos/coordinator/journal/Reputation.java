package io.psephos.coordinator.journal;

/**
 * What a client's updates came to.
 *
 * @param accepted that counted in a published version
 * @param refused by filters
 * @param malformed seats that were lost to malformed frames
 * @param disagreed sum of a share for each accepted vote: how far it went against what its round decided
 */
public record Reputation(long accepted, long refused, long malformed, double disagreed) {
    /** Of somebody of whom nothing is known. */
    public static final Reputation NONE = new Reputation(0, 0, 0, 0);

    /** An update that counted, and agreed with its round by the share; 1 for what is no vote. */
    public static Reputation counted(double agreement) {
        return new Reputation(1, 0, 0, 1 - agreement);
    }

    /** Both together. */
    public Reputation plus(Reputation more) {
        return new Reputation(
                accepted + more.accepted,
                refused + more.refused,
                malformed + more.malformed,
                disagreed + more.disagreed);
    }

    /** Verdicts that it rests on. */
    public long verdicts() {
        return accepted + refused + malformed;
    }

    /**
     * From 0 to 1, ½ where nothing is known: the mean of a Beta distribution that began uniform, to which every verdict
     * is an observation, good as far as the update counted and agreed.
     */
    public double score() {
        return (1 + accepted - disagreed) / (2 + verdicts());
    }
}
