package io.psephos.robustness.filter;

import io.psephos.compression.Payload;
import io.psephos.protocol.ClientId;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state of the Lipschitz filter; not to be modified. One update of each client stays in memory, in the form in
 * which it travelled.
 *
 * @param coefficients K of each client that has one
 * @param previous what each client sent last, whether or not it was accepted
 * @param last the update that was accepted last; null before the first
 * @param step ‖xₜ − xₜ₋₁‖ of the newest version whose step was not 0; 0 before the first
 * @param stepVersion of that version
 * @param refusedInARow updates that were refused since one was accepted
 */
public record LipschitzState(
        SortedMap<ClientId, Double> coefficients,
        Map<ClientId, Sent> previous,
        @Nullable Payload last,
        double step,
        long stepVersion,
        int refusedInARow) {
    /** The state before the first update. */
    public static final LipschitzState EMPTY =
            new LipschitzState(Collections.emptySortedMap(), Map.of(), null, 0, -1, 0);

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
     */
    public record Sent(long baseVersion, Payload payload) {}

    /**
     * The (n−f)-th smallest coefficient, by nearest rank. Clients without one count as infinite, so that it is infinite
     * until n−f clients have one.
     */
    public double threshold(int clients, int byzantine) {
        int rank = clients - byzantine;
        return coefficients.size() < rank
                ? Double.POSITIVE_INFINITY
                : coefficients.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .skip(rank - 1L)
                        .findFirst()
                        .orElseThrow();
    }

    /** K of the client; infinite where it has none. */
    double coefficient(ClientId client) {
        return coefficients.getOrDefault(client, Double.POSITIVE_INFINITY);
    }

    /** Versions that the next coefficients are measured from. */
    public Set<Long> versions() {
        return previous.values().stream().map(Sent::baseVersion).collect(Collectors.toUnmodifiableSet());
    }

    LipschitzState with(ClientId client, double coefficient) {
        SortedMap<ClientId, Double> more = new TreeMap<>(coefficients);
        more.put(client, coefficient);
        return new LipschitzState(more, previous, last, step, stepVersion, refusedInARow);
    }

    LipschitzState sent(ClientId client, Sent sent) {
        Map<ClientId, Sent> more = new TreeMap<>(previous);
        more.put(client, sent);
        return new LipschitzState(coefficients, more, last, step, stepVersion, refusedInARow);
    }

    LipschitzState stepped(double length, long version) {
        return new LipschitzState(coefficients, previous, last, length, version, refusedInARow);
    }

    LipschitzState refusedAgain() {
        return new LipschitzState(coefficients, previous, last, step, stepVersion, refusedInARow + 1);
    }

    LipschitzState accepted(@Nullable Payload update) {
        return new LipschitzState(coefficients, previous, update, step, stepVersion, 0);
    }

    LipschitzState coefficientsOnly() {
        return new LipschitzState(coefficients, Map.of(), null, step, stepVersion, refusedInARow);
    }

    private static void requireLength(String what, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be finite and >= 0, was " + value);
        }
    }
}
