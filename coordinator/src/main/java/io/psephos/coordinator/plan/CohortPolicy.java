package io.psephos.coordinator.plan;

import io.psephos.coordinator.cohort.Cohort;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import java.util.List;
import java.util.Set;

/**
 * The policy of synchronous rounds: a cohort trains on the same version, and a deadline belongs to the round.
 *
 * @param slots number of assignments
 * @param enough number of updates that closes a round at once
 * @param quorum number of updates that suffices at the deadline
 * @param isDrawn whether the cohort was drawn, so that nobody can stand in for its members
 */
record CohortPolicy(JobSpec spec, int slots, int enough, int quorum, boolean isDrawn) implements RoundPolicy {

    /** The policy before a cohort is known. */
    CohortPolicy(JobSpec spec) {
        this(
                spec,
                spec.schedule().slots(),
                spec.schedule().buffer(),
                spec.schedule().quorum(),
                false);
    }

    @Override
    public DeadlineOf deadlineOf() {
        return DeadlineOf.ROUND;
    }

    @Override
    public List<Exchange> exchanges() {
        return List.of(
                new Exchange(Exchange.UPDATE, enough, quorum, spec.schedule().deadline()));
    }

    /** Waits for everybody who was drawn, however many these are. */
    @Override
    public RoundPolicy asking(Cohort cohort) {
        return cohort.drawn()
                .map(Set::size)
                .<RoundPolicy>map(size -> new CohortPolicy(spec, size, size, size, true))
                .orElse(this);
    }

    @Override
    public int freeSlots(int open, int accepted) {
        return slots - open - accepted;
    }

    @Override
    public boolean hasWaitingList() {
        return false;
    }

    @Override
    public boolean mayBeFollowed(Fate fate) {
        return false;
    }

    @Override
    public boolean isStale(long staleness) {
        return false;
    }

    @Override
    public Dampened dampened(long staleness) {
        return Dampened.NOT;
    }

    @Override
    public boolean countsReportsWithUpdates() {
        return false;
    }

    @Override
    public RoundVerdict judge(RoundStatus status) {
        if (isDrawn && slots == 0) {
            return new RoundVerdict.Abandon("nobody was drawn");
        }
        if (isLost(status)) {
            return new RoundVerdict.Abandon("a member of the roster's cohort gave its assignment back");
        }
        Exchange update = update();
        if (status.accepted() >= update.enough()
                || status.accepted() >= update.quorum() && (status.isPastDeadline() || isWaitingForNobody(status))) {
            return new RoundVerdict.Close();
        }
        return status.isPastDeadline()
                ? new RoundVerdict.Abandon("fewer than quorum at the deadline")
                : new RoundVerdict.GoOn();
    }

    /** Whether a drawn cohort has lost its round, as it does with the first assignment that is given back. */
    private boolean isLost(RoundStatus status) {
        return isDrawn && status.open() + status.accepted() < status.given();
    }

    private boolean isWaitingForNobody(RoundStatus status) {
        return status.open() == 0
                && (freeSlots(status.open(), status.accepted()) <= 0
                        || status.isInLastQuarter()
                        || !status.isAnyoneLeft().getAsBoolean());
    }
}
