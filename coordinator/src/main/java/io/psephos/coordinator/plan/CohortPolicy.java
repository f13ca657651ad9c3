package io.psephos.coordinator.plan;

import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import java.util.List;
import java.util.Set;

/** The policy of synchronous rounds: a cohort trains on the same version, and a deadline belongs to the round. */
record CohortPolicy(JobSpec spec) implements RoundPolicy {

    @Override
    public DeadlineOf deadlineOf() {
        return DeadlineOf.ROUND;
    }

    @Override
    public List<Exchange> exchanges() {
        JobSpec.Schedule schedule = spec.schedule();
        return List.of(new Exchange(Exchange.UPDATE, schedule.buffer(), schedule.quorum(), schedule.deadline()));
    }

    @Override
    public Set<String> drawn(long round) {
        return spec.participants().hasRoster()
                ? RosterDraw.draw(
                        spec.participants().roster(),
                        spec.schedule().cohort(),
                        spec.model().seed(),
                        round)
                : Set.of();
    }

    @Override
    public int freeSlots(int open, int accepted) {
        return spec.schedule().slots() - open - accepted;
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

    /** Whether a roster job has lost its round, as it does with the first assignment that is given back. */
    private boolean isLost(RoundStatus status) {
        return spec.participants().hasRoster() && status.open() + status.accepted() < status.given();
    }

    private boolean isWaitingForNobody(RoundStatus status) {
        return status.open() == 0
                && (freeSlots(status.open(), status.accepted()) <= 0
                        || status.isInLastQuarter()
                        || !status.isAnyoneLeft().getAsBoolean());
    }
}
