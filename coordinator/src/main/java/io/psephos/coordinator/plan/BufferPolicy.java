package io.psephos.coordinator.plan;

import io.psephos.aggregation.staleness.StalenessWeight;
import io.psephos.aggregation.staleness.StalenessWeights;
import io.psephos.coordinator.cohort.Cohort;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import io.psephos.robustness.Rules;
import java.util.List;

/**
 * Buffered and asynchronous rounds (FedBuff; FedAsync with a buffer of one): a version is made of whatever arrived, each
 * assignment has a deadline of its own, and updates may lie behind.
 */
record BufferPolicy(JobSpec spec, StalenessWeight dampening) implements RoundPolicy {

    BufferPolicy(JobSpec spec) {
        this(spec, StalenessWeights.of(spec.aggregation().dampening()));
    }

    @Override
    public DeadlineOf deadlineOf() {
        return DeadlineOf.ASSIGNMENT;
    }

    @Override
    public List<Exchange> exchanges() {
        int buffer = spec.schedule().buffer();
        return List.of(
                new Exchange(Exchange.UPDATE, buffer, buffer, spec.schedule().deadline()));
    }

    @Override
    public RoundPolicy asking(Cohort cohort) {
        return this;
    }

    @Override
    public int freeSlots(int open, int accepted) {
        return spec.schedule().cohort() - open;
    }

    @Override
    public boolean hasWaitingList() {
        return true;
    }

    /**
     * Forbids two updates of one client in a buffer where the rule or a stage before it tolerates f clients, since they
     * tolerate f updates.
     */
    @Override
    public boolean mayBeFollowed(Fate fate) {
        return switch (fate) {
            case OPEN, DECLINED, REFUSED -> false;
            case ACCEPTED -> !Rules.toleratesClients(spec);
            case COUNTED, DISCARDED, EXPIRED -> true;
        };
    }

    @Override
    public boolean isStale(long staleness) {
        return staleness > spec.schedule().maxStaleness();
    }

    /** Scales the step where a vote is alone in its round, as a weight would change nothing. */
    @Override
    public Dampened dampened(long staleness) {
        if (!spec.aggregation().isDampened()) {
            return Dampened.NOT;
        }
        double left = dampening.at(staleness);
        boolean hasOneVoter =
                spec.schedule().buffer() == 1 && spec.aggregation().rule().countsVotes();
        return hasOneVoter ? new Dampened(1, left) : new Dampened(left, 1);
    }

    @Override
    public boolean countsReportsWithUpdates() {
        return true;
    }

    @Override
    public RoundVerdict judge(RoundStatus status) {
        return status.accepted() >= update().enough() ? new RoundVerdict.Close() : new RoundVerdict.GoOn();
    }
}
