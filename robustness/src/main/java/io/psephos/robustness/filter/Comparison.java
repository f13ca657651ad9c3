package io.psephos.robustness.filter;

import io.psephos.robustness.filter.LipschitzState.Sent;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of an update with the client's last one from other parameters.
 *
 * @param coefficient K = ‖u − u'‖ / ‖x − x'‖; empty where there is no such update, or none from a version that is kept
 * @param sent the update, to compare the next ones with
 */
record Comparison(OptionalDouble coefficient, Sent sent) {

    /** The comparison with the last update only: from the same parameters nothing comes of it. */
    static Comparison withLast(FilterInput candidate, History history, @Nullable Sent last) {
        return new Comparison(coefficient(candidate, history, last), new Sent(candidate));
    }

    /**
     * The comparison with the last update, or with the one before from other parameters where the last is from the
     * same: a difference over no distance says nothing, and a coefficient from before is none of this update.
     */
    static Comparison withLastFromElsewhere(FilterInput candidate, History history, @Nullable Sent last) {
        OptionalDouble moved = last == null ? OptionalDouble.empty() : moved(candidate, history, last);
        if (last == null || moved.isEmpty()) {
            return new Comparison(OptionalDouble.empty(), new Sent(candidate));
        }
        Sent before = moved.getAsDouble() > 0 ? last : last.before();
        OptionalDouble coefficient = coefficient(candidate, history, before);
        return new Comparison(
                coefficient,
                coefficient.isPresent() && before != null ? new Sent(candidate, before) : new Sent(candidate));
    }

    private static OptionalDouble coefficient(FilterInput candidate, History history, @Nullable Sent before) {
        OptionalDouble moved = before == null ? OptionalDouble.empty() : moved(candidate, history, before);
        return before == null || moved.isEmpty() || moved.getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(candidate.distanceTo(before.payload()) / moved.getAsDouble());
    }

    private static OptionalDouble moved(FilterInput candidate, History history, Sent before) {
        return candidate.baseVersion() == before.baseVersion()
                ? OptionalDouble.of(0)
                : history.distance(candidate.baseVersion(), before.baseVersion());
    }
}
