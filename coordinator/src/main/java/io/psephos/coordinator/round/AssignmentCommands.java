package io.psephos.coordinator.round;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.coordinator.ClientCalls.Declining;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.RosterFacts;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.frame.MalformedFrameException;
import io.psephos.robustness.filter.FilterVerdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The commands of clients on the open round: get an assignment, send an update, give the assignment back.
 */
final class AssignmentCommands {
    static final String UPDATE_REFUSED = "update-refused";

    private static final Duration PACE = Duration.ofSeconds(1);

    private final JobContext context;
    private final RoundClock clock;
    private final RoundEnd end;
    private final Runnable callAgain;
    private final JobCache cache;
    private final Batch batch;
    private final JobWriter writer;
    private final AssignmentLookup lookup;

    /** @param callAgain calls those in line after a while, as who comes first may not come */
    AssignmentCommands(
            JobContext context, RoundClock clock, RoundEnd end, Runnable callAgain, JobCache cache, Batch batch) {
        this.context = context;
        this.clock = clock;
        this.end = end;
        this.callAgain = callAgain;
        this.cache = cache;
        this.batch = batch;
        this.writer = context.writer(cache, batch);
        this.lookup = new AssignmentLookup(context.ports().journal(), cache, batch);
    }

    OfferOutcome offer(Participant client) {
        Collecting round = cache.job().state() == JobState.RUNNING ? cache.collecting() : null;
        Duration now = context.ports().time().uptime();
        if (round == null || round.isPastDeadline(now)) {
            return new OfferOutcome.NothingNow(PACE);
        }
        LiveAssignment live = round.assignmentOf(client.id());
        if (live == null ? !mayGive(round, client) : !live.is(Fate.OPEN) || live.isPastDeadline(now)) {
            return new OfferOutcome.NothingNow(PACE);
        }
        LiveAssignment given = live == null ? give(round, client) : live;
        return new OfferOutcome.Offered(
                context.offers().of(cache.job(), given, round, cache.state(), artefactsOf(given)));
    }

    private List<String> artefactsOf(LiveAssignment live) {
        if (context.process().publishes().isEmpty()) {
            return List.of();
        }
        long version = live.assignment().modelVersion();
        Set<String> names = new TreeSet<>(context.ports().journal().artefacts(context.id(), version));
        // A version of this very batch is not in the journal yet.
        names.addAll(batch.artefacts(version));
        return List.copyOf(names);
    }

    /**
     * Accepts or refuses an update, checking in the order of the protocol; an earlier verdict on the assignment stands.
     */
    Submission judge(ClientId client, AssignmentId assignment, Intake.Examined examined, Duration arrived) {
        StoredAssignment known = lookup.find(client, assignment);
        if (known == null) {
            return new Submission.Unknown();
        }
        Optional<Submission> settled = RepeatedSubmissions.by(known, examined.digest());
        if (settled.isPresent()) {
            return noted(known, settled.get());
        }
        Collecting round = cache.collecting();
        LiveAssignment live = round == null ? null : round.assignment(assignment);
        if (round == null || live == null || !live.is(Fate.OPEN) || AssignmentLookup.isPast(round, live, arrived)) {
            return noted(known, RepeatedSubmissions.closed(known));
        }
        if (examined.fault() != null) {
            return malformed(round, live, examined, examined.fault());
        }
        return round.isStale(live) ? stale(round, live, examined) : accept(round, live, examined);
    }

    Optional<Receipt> decline(ClientId client, AssignmentId assignment, Declining declining) {
        Collecting round = cache.collecting();
        LiveAssignment live = round == null ? null : round.assignment(assignment);
        if (round == null || live == null || !live.is(Fate.OPEN) || !AssignmentLookup.isOf(client, live.assignment())) {
            return fate(client, assignment);
        }
        if (declining.lostMemory()) {
            writer.forgetShared(live.assignment(), context.process().withoutSharedWithClients(cache.state()));
        }
        giveBack(round, live, declining.reason());
        return Optional.of(live.assignment().receipt());
    }

    /** Declines the client's open assignments, and closes the round if it waited for this client only. */
    void withdraw(ClientId client, String reason) {
        Collecting round = cache.collecting();
        LiveAssignment live = round == null ? null : round.assignmentOf(client);
        if (round != null && live != null && live.is(Fate.OPEN)) {
            giveBack(round, live, reason);
        } else {
            end.closeIfDue();
        }
        new RosterWatch(context, cache, batch).look();
    }

    Optional<Receipt> fate(ClientId client, AssignmentId assignment) {
        return Optional.ofNullable(lookup.find(client, assignment)).map(StoredAssignment::receipt);
    }

    private boolean mayGive(Collecting round, Participant client) {
        return round.isTurnOf(client)
                && context.sees(client)
                && context.isCapable(client)
                && !round.isInLastQuarter(context.ports().time().uptime())
                && (context.policy().hasWaitingList() ? isInTurn(round, client) : round.hasFreeSlot());
    }

    /**
     * Whether it is the client's turn: where slots are few, whoever has waited longest comes first, as fast clients
     * would otherwise take each slot as it gets free.
     */
    private boolean isInTurn(Collecting round, Participant client) {
        int slots = round.freeSlots();
        boolean isInTurn = context.waitingList()
                .take(client.id(), slots, context.ports().time().uptime());
        if (!isInTurn && slots > 0) {
            callAgain.run();
        }
        return isInTurn;
    }

    private LiveAssignment give(Collecting round, Participant client) {
        StoredAssignment assignment = StoredAssignment.given(
                new AssignmentId(context.ports().ids().next("a-")),
                context.id(),
                round.number(),
                client.id(),
                round.modelVersion(),
                context.ports().time().now());
        LiveAssignment live = writer.give(round, assignment);
        remember(client);
        if (context.policy().assignmentsOutliveRounds()) {
            clock.start(round, live);
        } else {
            clock.start(round);
        }
        batch.afterwards(() -> context.openAssignments().put(assignment));
        return live;
    }

    /** Stores who the client is in the roster, where the next draws go by what is known of members. */
    private void remember(Participant client) {
        JobSpec.Participants participants = context.spec().participants();
        if (participants.selector().kind().usesFacts()) {
            writer.remember(RosterFacts.knowing(
                    cache.state(), client.id(), participants.roster().indexOf(client.name())));
        }
    }

    private void giveBack(Collecting round, LiveAssignment live, String reason) {
        writer.decline(round, live, reason);
        freed(live);
    }

    private Submission accept(Collecting round, LiveAssignment live, Intake.Examined examined) {
        ClientUpdate update = examined.update();
        if (update == null) {
            return new Submission.Refused(
                    ProblemCode.UNAVAILABLE, "the update was not looked at yet; send it again", null);
        }
        FilterVerdict verdict = context.filterStage()
                .judge(cache, batch, update, live.assignment().modelVersion());
        if (verdict instanceof FilterVerdict.Refused refused) {
            return filtered(round, live, examined, refused);
        }
        ClientUpdate weighed = round.weighed(live, update);
        writer.accept(round, live, examined);
        batch.afterwards(() -> round.fold().add(weighed, examined.frame().length));
        if (!context.waitingList().isEmpty()) {
            writer.announceSlots();
        }
        closed(live);
        return new Submission.Accepted(live.assignment().receipt());
    }

    /**
     * Refuses an update by a filter; the client is told no more than that, as distance and threshold would let it stay
     * just below.
     */
    private Submission filtered(
            Collecting round, LiveAssignment live, Intake.Examined examined, FilterVerdict.Refused refused) {
        round.countRefusal(ProblemCode.FILTERED);
        writer.note(live.assignment(), UPDATE_REFUSED, ProblemCode.FILTERED, refused.detail());
        writer.refuse(round, live, ProblemCode.FILTERED, examined.digest());
        freed(live);
        return new Submission.Refused(ProblemCode.FILTERED, "the update does not pass", null);
    }

    private Submission stale(Collecting round, LiveAssignment live, Intake.Examined examined) {
        long staleness = round.staleness(live);
        String detail = "the update lies " + staleness + " versions behind, and "
                + context.spec().schedule().maxStaleness() + " are allowed";
        round.countRefusal(ProblemCode.STALE);
        writer.note(live.assignment(), UPDATE_REFUSED, ProblemCode.STALE, detail);
        writer.refuse(round, live, ProblemCode.STALE, examined.digest());
        freed(live);
        return new Submission.Refused(ProblemCode.STALE, detail, Long.toString(staleness));
    }

    private Submission malformed(
            Collecting round, LiveAssignment live, Intake.Examined examined, MalformedFrameException fault) {
        round.countRefusal(fault.code());
        String detail = String.valueOf(fault.getMessage());
        if (Intake.counts(fault.code())) {
            live.countMalformed();
        }
        boolean isFinal = Intake.counts(fault.code()) && live.hasSentEnoughMalformed();
        writer.note(live.assignment(), isFinal ? UPDATE_REFUSED : "update-malformed", fault.code(), detail);
        if (isFinal) {
            writer.refuse(round, live, fault.code(), examined.digest());
            freed(live);
        }
        return new Submission.Refused(fault.code(), detail, fault.value());
    }

    private Submission noted(StoredAssignment known, Submission answer) {
        if (answer instanceof Submission.Refused refused) {
            writer.note(known, UPDATE_REFUSED, refused.code(), refused.detail());
        }
        return answer;
    }

    private void freed(LiveAssignment live) {
        writer.announceSlots();
        closed(live);
    }

    private void closed(LiveAssignment live) {
        StoredAssignment assignment = live.assignment();
        batch.afterwards(() -> context.openAssignments().remove(assignment));
        end.closeIfDue();
    }
}
