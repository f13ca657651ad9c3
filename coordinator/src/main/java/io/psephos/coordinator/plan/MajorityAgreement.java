package io.psephos.coordinator.plan;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.stage.Need;
import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.aggregation.stage.ServerStage;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Filter;
import io.psephos.robustness.filter.VoteAgreement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The stage that measures how far each client's votes agree with the majority: the share of decided coordinates;
 * averaged where several updates of one client counted. The fold keeps no votes, so they are read once more.
 */
public final class MajorityAgreement implements ServerStage {
    /** The name of the measured shares. */
    public static final String AGREEMENT = "agreement";

    @Override
    public Set<Need> needs() {
        return Set.of(Need.SINGLE_UPDATES);
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        if (facts.aggregate().updates() < Filter.LEAST_VOTES) {
            return result;
        }
        VoteAgreement agreement = new VoteAgreement(facts.aggregate().direction());
        Map<ClientId, Mean> means = new HashMap<>();
        facts.updates().forEach(accepted -> {
            ClientUpdate vote = accepted.update();
            agreement
                    .of(vote.payload())
                    .ifPresent(share -> means.computeIfAbsent(vote.client(), any -> new Mean())
                            .add(share));
        });
        Map<ClientId, Double> shares = new HashMap<>();
        means.forEach((client, mean) -> shares.put(client, mean.sum / mean.count));
        return result.measuringClients(AGREEMENT, shares);
    }

    private static final class Mean {
        private double sum;
        private int count;

        void add(double share) {
            sum += share;
            count++;
        }
    }
}
