package io.psephos.robustness.filter;

import io.psephos.protocol.ClientId;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A job's standstill, in which updates are judged and none is accepted; not to be modified. It is measured in laps: one
 * ends when n−f clients were judged in it, so that neither f Byzantine clients nor a few fast ones can make time pass.
 *
 * <p>The first lap may leave out those who are still at work. In each further one everybody was asked again, and who is
 * missing from {@value #PATIENCE} of them is silent. Since n−f clients were judged in each, at most f are silent.
 *
 * <p>Liars who send on need not let it end by that: whoever of them is just below the last honest client goes beyond what
 * another has sent, in turn. Therefore bounds double with each lap of a long standstill, and what passes of theirs is at
 * most twice what that client sends.
 *
 * @param heard clients that were judged in this lap
 * @param laps since an update was accepted
 * @param missed laps without a client since it was judged last, of all standstills but for the first lap of each
 */
public record Standstill(SortedSet<ClientId> heard, int laps, SortedMap<ClientId, Integer> missed) {
    /** No standstill, and nobody missed. */
    public static final Standstill NONE = new Standstill(Collections.emptySortedSet(), 0, Collections.emptySortedMap());

    private static final int PATIENCE = 3;
    private static final int MOST_LAPS = 1000;

    /** @throws IllegalArgumentException for numbers that are no counts of laps */
    public Standstill {
        heard = Collections.unmodifiableSortedSet(new TreeSet<>(heard));
        missed = Collections.unmodifiableSortedMap(new TreeMap<>(missed));
        if (laps < 0) {
            throw new IllegalArgumentException("laps must be >= 0, were " + laps);
        }
        missed.forEach((client, count) -> {
            if (count < 1 || count > PATIENCE) {
                throw new IllegalArgumentException(
                        client + " must have missed 1 to " + PATIENCE + " laps, was " + count);
            }
        });
    }

    /** Whether the client counts as one that sends nothing any more. */
    boolean isSilent(ClientId client) {
        return missed.getOrDefault(client, 0) >= PATIENCE;
    }

    /** Whether everybody was asked again so often that the silent are known. */
    boolean isLong() {
        return laps > PATIENCE;
    }

    /** How many times the usual bounds an update may come to: 1, and twice as much with each lap of a long standstill. */
    double slack() {
        return Math.pow(2, Math.max(0, laps - PATIENCE - 1));
    }

    /**
     * The standstill after an update of the client was judged and before the verdict.
     *
     * @param lap n−f
     * @param known all who were ever judged
     */
    Standstill judged(ClientId client, int lap, Set<ClientId> known) {
        SortedSet<ClientId> now = new TreeSet<>(heard);
        now.add(client);
        SortedMap<ClientId, Integer> missing = new TreeMap<>(missed);
        missing.remove(client);
        if (now.size() < lap) {
            return new Standstill(now, laps, missing);
        }
        if (laps > 0) {
            Set<ClientId> absent = new HashSet<>(known);
            absent.removeAll(now);
            absent.forEach(one -> missing.merge(one, 1, (before, more) -> Math.min(PATIENCE, before + more)));
        }
        return new Standstill(Collections.emptySortedSet(), Math.min(laps + 1, MOST_LAPS), missing);
    }

    /** The standstill after an update was accepted. */
    Standstill ended() {
        return heard.isEmpty() && laps == 0 ? this : new Standstill(Collections.emptySortedSet(), 0, missed);
    }
}
