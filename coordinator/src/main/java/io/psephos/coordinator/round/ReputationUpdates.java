package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ProblemCode;
import java.util.HashMap;
import java.util.Map;

/** The changes of reputations by verdicts. */
final class ReputationUpdates {
    private ReputationUpdates() {}

    /** Returns the changes for the updates of a published round. */
    static JournalEntry.Credited published(JobId job, Aggregating round, Map<ClientId, Double> agreements) {
        Map<ClientId, Reputation> more = new HashMap<>();
        round.collected().assignments().stream()
                .filter(live -> live.is(Fate.ACCEPTED))
                .map(live -> live.assignment().client())
                .forEach(client ->
                        more.merge(client, Reputation.counted(agreements.getOrDefault(client, 1.0)), Reputation::plus));
        return new JournalEntry.Credited(job, more);
    }

    /** Returns the change for an update that was refused for good. */
    static JournalEntry.Credited refused(JobId job, ClientId client, ProblemCode code) {
        Reputation worse = code == ProblemCode.FILTERED ? new Reputation(0, 1, 0, 0) : new Reputation(0, 0, 1, 0);
        return new JournalEntry.Credited(job, Map.of(client, worse));
    }
}
