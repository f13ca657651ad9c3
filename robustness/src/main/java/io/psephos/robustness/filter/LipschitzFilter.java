package io.psephos.robustness.filter;

import io.psephos.compression.Payload;
import io.psephos.robustness.filter.LipschitzState.Sent;
import java.util.OptionalDouble;

/**
 * A filter that refuses updates that change faster than most clients' do: the first filter of Kardam (Damaskinos et
 * al., ICML 2018).
 *
 * <p>A client's coefficient is K = ‖g − g'‖ / ‖x − x'‖ over its last two updates and the versions that they were
 * computed from. An update passes when its candidate coefficient is at most the (n−f)-th smallest K of the roster, by
 * nearest rank: any interpolation would let one client move the threshold without bound. Until n−f clients have a K
 * everything passes. f = 0 turns the filter off.
 */
public final class LipschitzFilter implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "lipschitz";

    /** On exact quadratics honest coefficients equal the threshold. */
    private static final double TOLERANCE = 1 + 1e-9;

    private final int clients;
    private final int byzantine;
    private final Mode mode;
    private final int acceptAfter;

    /** What is compared with the threshold. */
    public enum Mode {
        /** ‖g − g of the update accepted last‖ / ‖xₜ − xₜ₋₁‖, as in the paper. */
        SERVER_EVOLUTION,
        /** The client's own K, this update included: of n equal clients n−f pass. */
        PER_WORKER
    }

    /**
     * @param clients n, the size of the roster
     * @param byzantine f
     * @param acceptAfter lets an update pass after so many refusals in a row, which an attacker can time; 0 = never
     * @throws IllegalArgumentException unless n is at least 3f + 1
     */
    public LipschitzFilter(int clients, int byzantine, Mode mode, int acceptAfter) {
        this.clients = requireEnough(clients, byzantine);
        this.byzantine = byzantine;
        this.mode = mode;
        this.acceptAfter = acceptAfter;
    }

    static int requireEnough(int clients, int byzantine) {
        if (byzantine < 0 || clients < 3L * byzantine + 1) {
            throw new IllegalArgumentException(
                    "Kardam needs at least 3f + 1 clients: f = " + byzantine + ", n = " + clients);
        }
        return clients;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        if (byzantine == 0) {
            return FilterResult.accept(state);
        }
        if (candidate.baseVersion() > history.newest()) {
            return FilterResult.refuse(
                    state, NAME, "from a version yet to come", candidate.baseVersion(), history.newest());
        }
        OptionalDouble own = own(candidate, history, state.lipschitz());
        if (!Double.isFinite(candidate.norm()) || own.isPresent() && !Double.isFinite(own.getAsDouble())) {
            return FilterResult.refuse(state, NAME, "not finite", candidate.norm(), Float.MAX_VALUE);
        }
        LipschitzState known = sent(candidate, stepped(history, state.lipschitz()));
        return held(candidate, state, own.isPresent() ? known.with(candidate.client(), own.getAsDouble()) : known);
    }

    @Override
    public FilterState accepted(FilterInput candidate, FilterState state) {
        boolean isCompared = byzantine > 0 && mode == Mode.SERVER_EVOLUTION;
        return state.with(state.lipschitz().accepted(isCompared ? candidate.payload() : null));
    }

    /** Whether a candidate coefficient is within the threshold. */
    static boolean isWithin(double coefficient, double threshold) {
        return coefficient <= threshold * TOLERANCE;
    }

    private FilterResult held(FilterInput candidate, FilterState state, LipschitzState known) {
        double threshold = known.threshold(clients, byzantine);
        double coefficient = candidateCoefficient(candidate, known);
        boolean isLetThrough = acceptAfter > 0 && known.refusedInARow() >= acceptAfter;
        return isWithin(coefficient, threshold) || isLetThrough
                ? FilterResult.accept(state.with(known))
                : FilterResult.refuse(
                        state.with(known.refusedAgain()), NAME, "changes too fast", coefficient, threshold);
    }

    /** The coefficient that is judged; 0, which always passes, where there is nothing to compare with yet. */
    private double candidateCoefficient(FilterInput candidate, LipschitzState known) {
        if (mode == Mode.PER_WORKER) {
            return known.coefficient(candidate.client());
        }
        Payload last = known.last();
        return last == null || known.step() == 0 ? 0 : candidate.distanceTo(last) / known.step();
    }

    /**
     * The client's own K; empty for a first update, for two from the same parameters, and where a version is kept no
     * longer.
     */
    private static OptionalDouble own(FilterInput candidate, History history, LipschitzState known) {
        Sent before = known.previous().get(candidate.client());
        if (before == null || before.baseVersion() == candidate.baseVersion()) {
            return OptionalDouble.empty();
        }
        OptionalDouble moved = history.distance(candidate.baseVersion(), before.baseVersion());
        return moved.isEmpty() || moved.getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(candidate.distanceTo(before.payload()) / moved.getAsDouble());
    }

    private static LipschitzState sent(FilterInput candidate, LipschitzState known) {
        return known.sent(candidate.client(), new Sent(candidate.baseVersion(), candidate.payload()));
    }

    /** The state with the newest step, or with the step before where the newest is 0. */
    private LipschitzState stepped(History history, LipschitzState known) {
        long newest = history.newest();
        if (mode != Mode.SERVER_EVOLUTION || newest == 0 || newest == known.stepVersion()) {
            return known;
        }
        OptionalDouble length = history.distance(newest, newest - 1);
        return length.isPresent() && length.getAsDouble() > 0 && Double.isFinite(length.getAsDouble())
                ? known.stepped(length.getAsDouble(), newest)
                : known;
    }
}
