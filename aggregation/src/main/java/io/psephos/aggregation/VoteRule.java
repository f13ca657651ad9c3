package io.psephos.aggregation;

/** What counted votes come to. Folds merge only where their rules are equal. */
interface VoteRule {

    /**
     * The aggregate of the tally.
     *
     * @param updates how many voters
     */
    Aggregate conclude(int parameterCount, Tally tally, Weight weight, int updates);

    /**
     * Of all voters together.
     *
     * @param cast in the tally
     * @param fresh what it would be if no vote were dampened
     */
    record Weight(long cast, long fresh) {}

    /** The votes' majority. */
    record Majority(TieBreak ties) implements VoteRule {
        @Override
        public Aggregate conclude(int parameterCount, Tally tally, Weight weight, int updates) {
            VoteVerdict verdict = new VoteVerdict(parameterCount, tally, weight.cast());
            return new Aggregate(verdict.direction(ties), updates, verdict.margins());
        }
    }

    /** The votes' mean. */
    record Mean() implements VoteRule {
        @Override
        public Aggregate conclude(int parameterCount, Tally tally, Weight weight, int updates) {
            VoteMargins margins = new VoteVerdict(parameterCount, tally, weight.cast()).margins();
            return new Aggregate(VoteSums.mean(parameterCount, tally, weight), updates, margins);
        }
    }
}
