package io.psephos.robustness.filter;

import io.psephos.protocol.ClientId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a job's filters; not to be modified.
 *
 * @param normBound C of {@link AdaptiveNorm}; 0 before its first update
 * @param recent clients whose updates were accepted last, the newest at the end, for {@link FrequencyFilter}
 * @param lipschitz the state of {@link LipschitzFilter}
 * @param agreements how far each client's votes agreed with majorities so far
 */
public record FilterState(
        double normBound, List<ClientId> recent, LipschitzState lipschitz, Map<ClientId, Agreement> agreements) {
    /** The state before the first update. */
    public static final FilterState EMPTY = new FilterState(0, List.of(), LipschitzState.EMPTY, Map.of());

    public FilterState {
        recent = List.copyOf(recent);
        agreements = Map.copyOf(agreements);
    }

    FilterState with(double newNormBound) {
        return new FilterState(newNormBound, recent, lipschitz, agreements);
    }

    FilterState with(LipschitzState next) {
        return new FilterState(normBound, recent, next, agreements);
    }

    /** The same after an update of the client was accepted, as far back as is asked for. */
    FilterState remembering(ClientId client, int most) {
        List<ClientId> longer = new ArrayList<>(recent);
        longer.add(client);
        return new FilterState(
                normBound, longer.subList(Math.max(0, longer.size() - most), longer.size()), lipschitz, agreements);
    }

    /** The same after a round whose majority was compared with the votes. */
    public FilterState agreed(Map<ClientId, Double> shares) {
        Map<ClientId, Agreement> more = new HashMap<>(agreements);
        shares.forEach((client, share) -> more.merge(client, new Agreement(share, 1), Agreement::plus));
        return new FilterState(normBound, recent, lipschitz, more);
    }

    /** The same without what is needed for judging only: reputation scores stay. */
    public FilterState scoresOnly() {
        return new FilterState(normBound, recent, lipschitz.coefficientsOnly(), agreements);
    }

    /**
     * The agreement of a client's votes with the majorities of its rounds.
     *
     * @param sum of a share for each round
     */
    public record Agreement(double sum, long rounds) {

        /** @throws IllegalArgumentException for a sum that is no sum of so many shares */
        public Agreement {
            if (rounds < 1 || !(sum >= 0 && sum <= rounds)) {
                throw new IllegalArgumentException(
                        "agreement must be the sum of " + rounds + " shares from 0 to 1, was " + sum);
            }
        }

        /** The mean share. */
        public double mean() {
            return sum / rounds;
        }

        Agreement plus(Agreement other) {
            return new Agreement(sum + other.sum, rounds + other.rounds);
        }
    }
}
