package io.psephos.aggregation;

/** A rule that turns counted votes into an aggregate. Folds merge only where their rules are equal. */
interface VoteRule {

    /**
     * The aggregate of the tally.
     *
     * @param updates how many voters
     */
    Aggregate conclude(int parameterCount, Tally tally, Weight weight, int updates);

    /**
     * The total weight of all voters.
     *
     * @param cast counted in the tally
     * @param fresh what it would be if no vote were dampened
     */
    record Weight(long cast, long fresh) {}

    /** The majority of the votes. */
    record Majority(TieBreak ties) implements VoteRule {
        @Override
        public Aggregate conclude(int parameterCount, Tally tally, Weight weight, int updates) {
            VoteVerdict verdict = new VoteVerdict(parameterCount, tally, weight.cast());
            return new Aggregate(verdict.direction(ties), updates, verdict.margins());
        }
    }

    /** The mean of the votes. */
    record Mean() implements VoteRule {
        @Override
        public Aggregate conclude(int parameterCount, Tally tally, Weight weight, int updates) {
            VoteMargins margins = new VoteVerdict(parameterCount, tally, weight.cast()).margins();
            return new Aggregate(VoteSums.mean(parameterCount, tally, weight), updates, margins);
        }
    }
}
