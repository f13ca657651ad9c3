package io.psephos.robustness.filter;

import io.psephos.compression.Payload;
import io.psephos.protocol.ClientId;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state of the Lipschitz filter; not to be modified. One or two updates of each client stay in memory, in the form in
 * which they travelled.
 *
 * @param coefficients K of each client that has one
 * @param previous what each client sent last, whether or not it was accepted
 * @param last the update that was accepted last; null before the first
 * @param step ‖xₜ − xₜ₋₁‖ of the newest version whose step was not 0; 0 before the first
 * @param stepVersion of that version
 * @param refusedInARow updates that were refused since one was accepted
 * @param standstill who is missing where nobody is accepted
 */
public record LipschitzState(
        SortedMap<ClientId, Double> coefficients,
        Map<ClientId, Sent> previous,
        @Nullable Payload last,
        double step,
        long stepVersion,
        int refusedInARow,
        Standstill standstill) {
    /** The state before the first update. */
    public static final LipschitzState EMPTY =
            new LipschitzState(Collections.emptySortedMap(), Map.of(), null, 0, -1, 0, Standstill.NONE);

    /** @throws IllegalArgumentException for a coefficient or a step that is no finite number of at least 0 */
    public LipschitzState {
        coefficients = Collections.unmodifiableSortedMap(new TreeMap<>(coefficients));
        previous = Collections.unmodifiableSortedMap(new TreeMap<>(previous));
        coefficients.forEach((client, k) -> requireLength("the coefficient of " + client, k));
        requireLength("a step", step);
        if (refusedInARow < 0) {
            throw new IllegalArgumentException("refused in a row must be >= 0, was " + refusedInARow);
        }
    }

    /**
     * An update as it was sent.
     *
     * @param baseVersion which it was computed from
     * @param number one more than that of the update before; 0 without one
     * @param before the client's last update from other parameters, which stands alone; null where there is none
     */
    public record Sent(
            long baseVersion,
            Payload payload,
            int number,
            @Nullable Sent before) {

        Sent(FilterInput update) {
            this(update.baseVersion(), update.payload(), 0, null);
        }

        Sent(FilterInput update, Sent before) {
            this(update.baseVersion(), update.payload(), before.number + 1, before.alone());
        }

        private Sent alone() {
            return before == null ? this : new Sent(baseVersion, payload, number, null);
        }
    }

    /**
     * The (n−f)-th smallest coefficient, by nearest rank. Clients without one and silent ones count as infinite. The
     * threshold is infinite until n−f clients have a coefficient and finite from then on: where those who are not silent
     * are fewer, it is the largest of theirs.
     */
    public double threshold(int clients, int byzantine) {
        int rank = clients - byzantine;
        return coefficients.size() < rank ? Double.POSITIVE_INFINITY : ranked(coefficients, Double::doubleValue, rank);
    }

    /** The (n−f)-th smallest length of what clients sent last; silent ones count as infinite. */
    double length(int clients, int byzantine) {
        return ranked(previous, sent -> FilterInput.norm(sent.payload()), clients - byzantine);
    }

    private <V> double ranked(Map<ClientId, V> of, ToDoubleFunction<V> measure, int rank) {
        double[] sorted = of.entrySet().stream()
                .filter(one -> !standstill.isSilent(one.getKey()))
                .mapToDouble(one -> measure.applyAsDouble(one.getValue()))
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[Math.min(rank, sorted.length) - 1];
    }

    /** Versions that the next coefficients are measured from. */
    public Set<Long> versions() {
        return previous.values().stream().map(Sent::baseVersion).collect(Collectors.toUnmodifiableSet());
    }

    LipschitzState with(ClientId client, double coefficient) {
        SortedMap<ClientId, Double> more = new TreeMap<>(coefficients);
        more.put(client, coefficient);
        return new LipschitzState(more, previous, last, step, stepVersion, refusedInARow, standstill);
    }

    LipschitzState sent(ClientId client, Sent sent) {
        Map<ClientId, Sent> more = new TreeMap<>(previous);
        more.put(client, sent);
        return new LipschitzState(coefficients, more, last, step, stepVersion, refusedInARow, standstill);
    }

    LipschitzState stepped(double length, long version) {
        return new LipschitzState(coefficients, previous, last, length, version, refusedInARow, standstill);
    }

    /** The state with one more client judged, of whom n−f make a lap. */
    LipschitzState judged(ClientId client, int lap) {
        Set<ClientId> known = new HashSet<>(previous.keySet());
        known.addAll(coefficients.keySet());
        return new LipschitzState(
                coefficients, previous, last, step, stepVersion, refusedInARow, standstill.judged(client, lap, known));
    }

    LipschitzState refusedAgain() {
        return new LipschitzState(coefficients, previous, last, step, stepVersion, refusedInARow + 1, standstill);
    }

    LipschitzState accepted(@Nullable Payload update) {
        return new LipschitzState(coefficients, previous, update, step, stepVersion, 0, standstill.ended());
    }

    LipschitzState coefficientsOnly() {
        return new LipschitzState(coefficients, Map.of(), null, step, stepVersion, refusedInARow, standstill);
    }

    private static void requireLength(String what, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be finite and >= 0, was " + value);
        }
    }
}
