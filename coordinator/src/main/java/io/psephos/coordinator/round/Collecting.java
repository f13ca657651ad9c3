package io.psephos.coordinator.round;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.VoteMargins;
import io.psephos.aggregation.stage.ClientFacts;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Cohort;
import io.psephos.coordinator.journal.FrameDigest;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.coordinator.plan.RoundPolicy;
import io.psephos.coordinator.plan.RoundStatus;
import io.psephos.coordinator.plan.RoundVerdict;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A round that gives assignments and takes updates. In asynchronous and buffered jobs assignments stay open from round
 * to round, each with a deadline of its own, and an update belongs to the round in which it arrives. Only the job's
 * writer uses it.
 */
final class Collecting implements Round {
    private final JobSpec spec;
    private final RoundPolicy policy;
    private final long number;
    private final long modelVersion;
    private final Instant openedAt;
    private final FoldQueue fold;
    private final Cohort cohort;
    private final Map<AssignmentId, LiveAssignment> assignments = new LinkedHashMap<>();
    private final Map<ClientId, LiveAssignment> assignmentOf = new HashMap<>();
    private final Map<AssignmentId, ClientReport> reports = new HashMap<>();
    private final Set<ClientId> overdue = new HashSet<>();
    private final RefusalCounts refusals = new RefusalCounts();
    private int open;
    private int accepted;
    private long bytesUp;
    private long bits;
    private double stepShare = 1;
    private @Nullable Duration retry;
    private @Nullable Duration deadline;

    Collecting(JobSpec spec, long number, long modelVersion, Instant openedAt, FoldQueue fold, Cohort cohort) {
        this.spec = spec;
        this.policy = RoundPolicy.of(spec).asking(cohort);
        this.number = number;
        this.modelVersion = modelVersion;
        this.openedAt = openedAt;
        this.fold = fold;
        this.cohort = cohort;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long modelVersion() {
        return modelVersion;
    }

    @Override
    public Instant openedAt() {
        return openedAt;
    }

    FoldQueue fold() {
        return fold;
    }

    RoundPolicy policy() {
        return policy;
    }

    /** Takes over the assignments that an earlier round left open, with their reports, and who is overdue. */
    void takeOver(Round before) {
        overdue.addAll(before.overdue());
        for (LiveAssignment live : before.assignments()) {
            if (live.is(Fate.OPEN)) {
                take(live);
                ClientReport report = before.report(live.assignment().id());
                if (report != null) {
                    reports.put(live.assignment().id(), report);
                }
            }
        }
    }

    /** Returns when refused clients are asked again, as uptime; null while there are other clients. */
    @Nullable
    Duration retryAt() {
        return retry;
    }

    void setRetry(Duration uptime) {
        retry = uptime;
    }

    /** Admits every client again whose assignment is decided. */
    void forgetRefusals() {
        retry = null;
        assignmentOf.values().removeIf(live -> live.is(Fate.DECLINED) || live.is(Fate.REFUSED));
    }

    /** Whether some client gets no assignment before the next version. */
    boolean keepsAway() {
        return assignmentOf.values().stream().anyMatch(live -> live.is(Fate.DECLINED) || live.is(Fate.REFUSED));
    }

    /** Whether some client that is not at work gets no assignment in this round, whatever became of its last one. */
    boolean keepsAnyoneWaiting() {
        return assignmentOf.size() > open;
    }

    /** Returns how many versions the assignment's offered version is behind. */
    long staleness(LiveAssignment live) {
        return modelVersion - live.assignment().modelVersion();
    }

    boolean isStale(LiveAssignment live) {
        return policy.isStale(staleness(live));
    }

    /**
     * Returns the update with its weight in this round; the weight of a single update is in the step, see {@link
     * #stepShare}.
     */
    ClientUpdate weighed(LiveAssignment live, ClientUpdate update) {
        RoundPolicy.Dampened left = policy.dampened(staleness(live));
        stepShare = left.step();
        return left.update() == 1 ? update : update.dampenedBy(left.update());
    }

    /** Returns the factor of the round's step where its only update is a stale vote: a vote by itself has no weight. */
    double stepShare() {
        return stepShare;
    }

    /** Returns every client that had an assignment in this round. */
    Set<ClientId> asked() {
        return assignmentOf.keySet();
    }

    @Override
    public Collection<LiveAssignment> assignments() {
        return assignments.values();
    }

    @Override
    public @Nullable LiveAssignment assignment(AssignmentId assignment) {
        return assignments.get(assignment);
    }

    @Nullable
    LiveAssignment assignmentOf(ClientId client) {
        return assignmentOf.get(client);
    }

    /** Whether the client was drawn for this round; true where nobody is drawn. */
    boolean isTurnOf(Participant client) {
        return cohort.has(client);
    }

    /** Whether nobody was drawn for this round, so that it asks nobody. */
    boolean asksNobody() {
        return cohort.isNobody();
    }

    boolean hasFreeSlot() {
        return freeSlots() > 0;
    }

    int freeSlots() {
        return policy.freeSlots(open, accepted);
    }

    /** Returns when the round ends, as uptime; null before its first assignment. */
    @Nullable
    Duration deadline() {
        return deadline;
    }

    void setDeadline(Duration uptime) {
        deadline = uptime;
    }

    boolean isPastDeadline(Duration uptime) {
        return deadline != null && uptime.compareTo(deadline) >= 0;
    }

    /** Whether less than a quarter of the deadline is left, in which nothing is offered. */
    boolean isInLastQuarter(Duration uptime) {
        return deadline != null
                && uptime.compareTo(deadline.minus(spec.schedule().deadline().dividedBy(4))) > 0;
    }

    LiveAssignment give(StoredAssignment assignment) {
        LiveAssignment live = new LiveAssignment(assignment);
        take(live);
        if (!overdue.contains(assignment.client())) {
            retry = null;
        }
        return live;
    }

    private void take(LiveAssignment live) {
        assignments.put(live.assignment().id(), live);
        if (mayBeFollowed(live)) {
            assignmentOf.remove(live.assignment().client());
        } else {
            assignmentOf.put(live.assignment().client(), live);
        }
        if (live.is(Fate.OPEN)) {
            open++;
        }
    }

    /** Restores an assignment from the journal; of its refusals before a restart only the last is known. */
    void restore(StoredAssignment assignment) {
        give(assignment);
        if (assignment.code() != null) {
            countRefusal(assignment.code());
        }
    }

    void accept(LiveAssignment live, FrameDigest digest, int frameBytes, ClientUpdate update) {
        decide(live, live.assignment().with(Fate.ACCEPTED, null, digest));
        countAccepted(live, frameBytes, update);
    }

    private void decide(LiveAssignment live, StoredAssignment decided) {
        if (decided.fate() == Fate.EXPIRED) {
            overdue.add(decided.client());
        } else {
            overdue.remove(decided.client());
        }
        live.become(decided.in(number));
        open--;
        if (mayBeFollowed(live)) {
            assignmentOf.remove(decided.client(), live);
        }
    }

    /** Whether the client may get another assignment in this round. */
    private boolean mayBeFollowed(LiveAssignment live) {
        return policy.mayBeFollowed(live.assignment().fate());
    }

    int accepted() {
        return accepted;
    }

    void countAccepted(LiveAssignment live, int frameBytes, ClientUpdate update) {
        live.countExamples(update.exampleCount());
        accepted++;
        bytesUp += frameBytes;
        bits += update.payload().levelBits();
    }

    /** Returns the facts of clients whose update was accepted, in the order in which they were asked. */
    List<ClientFacts> clients() {
        return assignments.values().stream()
                .filter(live -> live.is(Fate.ACCEPTED))
                .map(live -> new ClientFacts(
                        live.assignment().client(),
                        live.exampleCount(),
                        reports.get(live.assignment().id())))
                .toList();
    }

    /** Returns the mean bits per level, where the codec's levels are dynamic. */
    private @Nullable Double meanBits() {
        return spec.codec().scheme().hasDynamicLevels() && accepted > 0
                ? Double.valueOf((double) bits / accepted)
                : null;
    }

    void refuse(LiveAssignment live, Fate fate, ProblemCode code, FrameDigest digest) {
        decide(live, live.assignment().with(fate, code, digest));
        reports.remove(live.assignment().id());
    }

    /** Expires an assignment with a deadline of its own that passed without an update. */
    void expire(LiveAssignment live) {
        decide(live, live.assignment().with(Fate.EXPIRED, null, null));
        reports.remove(live.assignment().id());
    }

    /** Counts a refusal, whether or not it is final for its assignment. */
    void countRefusal(ProblemCode code) {
        refusals.refused(code);
    }

    void decline(LiveAssignment live) {
        decide(live, live.assignment().with(Fate.DECLINED, null, null));
        reports.remove(live.assignment().id());
    }

    /** Stores a client's report, unless its assignment was withdrawn. */
    void report(AssignmentId assignment, ClientReport report) {
        LiveAssignment live = assignments.get(assignment);
        if (live == null || live.is(Fate.REFUSED) || live.is(Fate.DECLINED)) {
            return;
        }
        reports.put(assignment, report);
    }

    @Override
    public @Nullable ClientReport report(AssignmentId assignment) {
        return reports.get(assignment);
    }

    /** Returns the reports, in no order; where assignments outlive rounds, only those whose update was accepted. */
    Collection<ClientReport> reports() {
        return !policy.countsReportsWithUpdates()
                ? reports.values()
                : reports.entrySet().stream()
                        .filter(told -> isAccepted(told.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
    }

    private boolean isAccepted(AssignmentId assignment) {
        LiveAssignment live = assignments.get(assignment);
        return live != null && live.is(Fate.ACCEPTED);
    }

    boolean isEmpty() {
        return open == 0 && accepted == 0;
    }

    /**
     * Decides whether the round goes on, closes or is abandoned.
     *
     * @param isAnyoneLeft whether some active client could be asked and was not
     */
    RoundVerdict verdict(Duration uptime, BooleanSupplier isAnyoneLeft) {
        return policy.judge(new RoundStatus(
                assignments.size(), open, accepted, isPastDeadline(uptime), isInLastQuarter(uptime), isAnyoneLeft));
    }

    @Override
    public Set<ClientId> overdue() {
        return overdue;
    }

    /** Whether an assignment is open that is not of a client who let its last one pass. */
    boolean isAnyoneAtWork() {
        return open > 0
                && openAssignments().stream()
                        .anyMatch(live -> !overdue.contains(live.assignment().client()));
    }

    Aggregating freeze() {
        return new Aggregating(this);
    }

    StoredRoundSummary summary(
            String state, @Nullable Long version, Instant at, @Nullable VoteMargins margins, long bytesDown) {
        return new StoredRoundSummary(
                number,
                state,
                version,
                openedAt,
                at,
                assignments.size(),
                accepted,
                version == null ? 0 : accepted,
                refusals.counts(),
                margins,
                bytesUp,
                bytesDown,
                meanBits());
    }
}
