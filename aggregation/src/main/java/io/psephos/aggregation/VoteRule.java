package io.psephos.aggregation;

/** What counted votes come to. Folds merge only where their rules are equal. */
interface VoteRule {

    /**
     * The aggregate of the tally.
     *
     * @param weight of all voters
     * @param updates how many voters
     */
    Aggregate conclude(int parameterCount, Tally tally, long weight, int updates);

    /** The votes' majority. */
    record Majority(TieBreak ties) implements VoteRule {
        @Override
        public Aggregate conclude(int parameterCount, Tally tally, long weight, int updates) {
            Verdict verdict = new Verdict(parameterCount, tally, weight);
            return new Aggregate(verdict.direction(ties), updates, verdict.margins());
        }
    }

    /** The votes' mean. */
    record Mean() implements VoteRule {
        @Override
        public Aggregate conclude(int parameterCount, Tally tally, long weight, int updates) {
            VoteMargins margins = new Verdict(parameterCount, tally, weight).margins();
            return new Aggregate(VoteSums.mean(parameterCount, tally, weight), updates, margins);
        }
    }
}
