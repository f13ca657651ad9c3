package io.psephos.aggregation.stage;

/** The direction of the newest aggregate, kept for rules and filters that compare with it. */
public final class LastAggregate implements ServerStage {
    /** The direction as it was folded; none before the first aggregate. */
    public static final String LAST = "last";

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        return result.remembering(
                result.state().with(LAST, facts.aggregate().direction().toDense()));
    }
}
