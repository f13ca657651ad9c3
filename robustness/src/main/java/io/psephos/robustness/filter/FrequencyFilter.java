package io.psephos.robustness.filter;

/**
 * A filter that refuses a client that is among the last 2f accepted: the second filter of Kardam (Damaskinos et al.,
 * ICML 2018).
 *
 * <p>Any 2f + 1 accepted updates in a row are then of as many clients, so that at least f + 1 of them are honest. Of a
 * roster of 3f + 1 at least 2f + 1 are honest and can go on by themselves. f = 0 turns the filter off.
 */
public final class FrequencyFilter implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "frequency";

    private final int kept;

    /**
     * @param clients n, the size of the roster
     * @param byzantine f
     * @throws IllegalArgumentException unless n is at least 3f + 1
     */
    public FrequencyFilter(int clients, int byzantine) {
        LipschitzFilter.requireEnough(clients, byzantine);
        this.kept = 2 * byzantine;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        int place = state.recent().lastIndexOf(candidate.client());
        return place < 0
                ? FilterResult.accept(state)
                : FilterResult.refuse(
                        state,
                        NAME,
                        "client is among the last accepted",
                        state.recent().size() - place,
                        kept);
    }

    @Override
    public FilterState accepted(FilterInput candidate, FilterState state) {
        return kept == 0 ? state : state.remembering(candidate.client(), kept);
    }
}
