package io.psephos.aggregation.stage;

/** The stage that keeps the direction of the newest aggregate, for rules and filters that compare with it. */
public final class LastAggregate implements ServerStage {
    /** The name of the direction as it was folded; absent before the first aggregate. */
    public static final String LAST = "last";

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        return result.remembering(
                result.state().with(LAST, facts.aggregate().direction().toDense()));
    }
}
