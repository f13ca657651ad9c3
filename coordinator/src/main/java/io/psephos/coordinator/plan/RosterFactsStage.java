package io.psephos.coordinator.plan;

import io.psephos.aggregation.stage.ClientFacts;
import io.psephos.aggregation.stage.Need;
import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.aggregation.stage.ServerStage;
import io.psephos.coordinator.cohort.RosterFacts;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The stage that keeps the facts of a roster's members for the next draw: the loss that they report and the examples of
 * their updates. Refused behind a privacy mechanism, as are all that ask for single clients.
 *
 * @param size of the roster
 * @param usesLosses whether it is noted that somebody reports no loss
 */
record RosterFactsStage(int size, boolean usesLosses) implements ServerStage {
    private static final String LOSS = "loss";

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CLIENTS);
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        RosterFacts known = RosterFacts.of(result.state(), size);
        boolean isSilent = false;
        for (ClientFacts client : facts.clients()) {
            OptionalDouble loss = loss(client);
            isSilent |= loss.isEmpty();
            RosterFacts.position(result.state(), client.client())
                    .ifPresent(position -> known.count(position, facts.published() + 1, loss, client.exampleCount()));
        }
        RoundResult remembering = result.remembering(known.in(result.state()));
        return usesLosses && isSilent
                ? remembering.remembering(remembering.state().with(RosterFacts.SILENT, 1))
                : remembering;
    }

    private static OptionalDouble loss(ClientFacts client) {
        Double told = client.report() == null ? null : client.report().values().get(LOSS);
        return told == null ? OptionalDouble.empty() : OptionalDouble.of(told);
    }
}
