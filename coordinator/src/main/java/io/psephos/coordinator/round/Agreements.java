package io.psephos.coordinator.round;

import io.psephos.compression.Payload;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.robustness.filter.VoteAgreement;
import java.util.HashMap;
import java.util.Map;

/**
 * Who voted with the majority of a round. The fold keeps no votes, so they are read once more from the journal, one
 * after another, before it drops them.
 */
final class Agreements {
    /** One or two votes are always of their majority's opinion. */
    private static final int LEAST_VOTES = 3;

    private final Journal journal;
    private final JobId job;
    private final JobSpec spec;
    private final Intake intake;

    Agreements(Journal journal, JobId job, JobSpec spec, Intake intake) {
        this.journal = journal;
        this.job = job;
        this.spec = spec;
        this.intake = intake;
    }

    /** The share of decided coordinates in which each client agreed; its mean where several updates of one counted. */
    Map<ClientId, Double> of(Aggregating round, Payload majority) {
        if (!spec.aggregation().rule().countsVotes() || round.fold().size() < LEAST_VOTES) {
            return Map.of();
        }
        VoteAgreement agreement = new VoteAgreement(majority);
        Map<ClientId, Mean> means = new HashMap<>();
        journal.accepted(job, accepted -> {
            Seat seat = round.seat(accepted.assignment());
            if (seat != null) {
                StoredAssignment known = seat.assignment();
                Payload vote = intake.decode(known.client(), accepted.frame(), known.modelVersion())
                        .payload();
                agreement
                        .of(vote)
                        .ifPresent(share -> means.computeIfAbsent(known.client(), any -> new Mean())
                                .add(share));
            }
        });
        Map<ClientId, Double> shares = new HashMap<>();
        means.forEach((client, mean) -> shares.put(client, mean.sum / mean.count));
        return shares;
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
