package io.psephos.aggregation.stage;

import io.psephos.aggregation.Aggregate;
import io.psephos.compression.Payload;
import io.psephos.protocol.ClientReport;
import java.util.Collection;
import java.util.List;

/**
 * The facts of a closed round that stages may use.
 *
 * @param aggregate of the updates, as they were folded
 * @param parameters of the version before; not to be modified
 * @param published rounds published before this one
 * @param stepShare share of the step that is kept where its only voter lies behind; 1 for all of it
 * @param reports of clients whose updates count, in no order
 * @param updates each by itself, where a stage {@linkplain Need#SINGLE_UPDATES asks} for them
 * @param clients those whose updates count, where a stage {@linkplain Need#CLIENTS asks} for them; else none
 */
public record RoundFacts(
        Aggregate aggregate,
        float[] parameters,
        long published,
        double stepShare,
        Collection<ClientReport> reports,
        AcceptedUpdates updates,
        Collection<ClientFacts> clients) {

    /** The facts of a round of whose clients no stage asks. */
    public RoundFacts(
            Aggregate aggregate,
            float[] parameters,
            long published,
            double stepShare,
            Collection<ClientReport> reports,
            AcceptedUpdates updates) {
        this(aggregate, parameters, published, stepShare, reports, updates, List.of());
    }

    /** Returns the facts that may be known once the direction was released under a privacy mechanism: nothing else. */
    public RoundFacts released(Payload direction) {
        return new RoundFacts(
                new Aggregate(direction, aggregate.updates(), null),
                parameters,
                published,
                stepShare,
                List.of(),
                AcceptedUpdates.hidden());
    }
}
