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
 *
 * <p>Per worker, what cannot be compared with an update of the client from other parameters is refused. So that a job
 * goes on with any f clients silent and with clients that cannot be compared, a long {@link Standstill} tells the silent,
 * who count as infinite until they come again, and lets an update pass whose length is at most the (n−f)-th smallest.
 */
public final class LipschitzFilter implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "lipschitz";

    private static final String TOO_FAST = "changes too fast";

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
        Sent last = state.lipschitz().previous().get(candidate.client());
        Comparison compared = mode == Mode.PER_WORKER
                ? Comparison.withLastFromElsewhere(candidate, history, last)
                : Comparison.withLast(candidate, history, last);
        OptionalDouble own = compared.coefficient();
        if (!Double.isFinite(candidate.norm()) || own.isPresent() && !Double.isFinite(own.getAsDouble())) {
            return FilterResult.refuse(state, NAME, "not finite", candidate.norm(), Float.MAX_VALUE);
        }
        LipschitzState known = state.lipschitz().sent(candidate.client(), compared.sent());
        known = own.isPresent() ? known.with(candidate.client(), own.getAsDouble()) : known;
        return mode == Mode.PER_WORKER
                ? heldPerWorker(candidate, own, state, known.judged(candidate.client(), clients - byzantine))
                : heldAgainstStep(candidate, state, stepped(history, known));
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

    private FilterResult heldPerWorker(
            FilterInput candidate, OptionalDouble own, FilterState state, LipschitzState known) {
        double slack = known.standstill().slack();
        double threshold = slack * known.threshold(clients, byzantine);
        double coefficient = own.orElse(Double.POSITIVE_INFINITY);
        boolean isLetThrough = isWithin(coefficient, threshold)
                || isLetThrough(known)
                || known.standstill().isLong() && isWithin(candidate.norm(), slack * known.length(clients, byzantine));
        String fault = own.isPresent() ? TOO_FAST : "cannot be compared with an earlier update of the client";
        return isLetThrough
                ? FilterResult.accept(state.with(known))
                : FilterResult.refuse(state.with(known.refusedAgain()), NAME, fault, coefficient, threshold);
    }

    /** By the paper's candidate; 0, which always passes, where there is nothing to compare with yet. */
    private FilterResult heldAgainstStep(FilterInput candidate, FilterState state, LipschitzState known) {
        double threshold = known.threshold(clients, byzantine);
        Payload last = known.last();
        double coefficient = last == null || known.step() == 0 ? 0 : candidate.distanceTo(last) / known.step();
        return isWithin(coefficient, threshold) || isLetThrough(known)
                ? FilterResult.accept(state.with(known))
                : FilterResult.refuse(state.with(known.refusedAgain()), NAME, TOO_FAST, coefficient, threshold);
    }

    private boolean isLetThrough(LipschitzState known) {
        return acceptAfter > 0 && known.refusedInARow() >= acceptAfter;
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
