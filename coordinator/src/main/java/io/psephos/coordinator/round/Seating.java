package io.psephos.coordinator.round;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.coordinator.ClientCalls.Call;
import io.psephos.coordinator.ClientCalls.Declining;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.frame.MalformedFrameException;
import io.psephos.robustness.filter.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What clients do to the open round, within one command: take a seat, send an update, give the seat back. */
final class Seating {
    private static final String UPDATE_REFUSED = "update-refused";
    private static final String ARTEFACT_REFUSED = "artefact-refused";
    private static final String METRICS_REFUSED = "metrics-refused";
    private static final Duration PACE = Duration.ofSeconds(1);

    private final JobDesk desk;
    private final RoundClock clock;
    private final RoundEnd end;
    private final JobBook book;
    private final Batch batch;
    private final JobWriter writer;

    Seating(JobDesk desk, RoundClock clock, RoundEnd end, JobBook book, Batch batch) {
        this.desk = desk;
        this.clock = clock;
        this.end = end;
        this.book = book;
        this.batch = batch;
        this.writer = desk.writer(book, batch);
    }

    OfferOutcome offer(Participant client) {
        Collecting round = book.job().state() == JobState.RUNNING ? book.collecting() : null;
        Duration now = desk.ports().time().uptime();
        if (round == null || round.isPastDeadline(now)) {
            return new OfferOutcome.NothingNow(PACE);
        }
        Seat seat = round.seatOf(client.id());
        if (seat == null ? !mayGive(round, client) : !seat.is(Fate.OPEN) || seat.isPastDeadline(now)) {
            return new OfferOutcome.NothingNow(PACE);
        }
        Seat given = seat == null ? give(round, client) : seat;
        return new OfferOutcome.Offered(
                new Offers(desk.process(), desk.policy(), desk.ports().time())
                        .of(book.job(), given, round, book.state(), artefactsOf(given)));
    }

    private List<String> artefactsOf(Seat seat) {
        return desk.process().publishes().isEmpty()
                ? List.of()
                : desk.ports().journal().artefacts(desk.id(), seat.assignment().modelVersion());
    }

    /** Judges in the order of the protocol; whatever was said before about the same assignment stands. */
    Submission judge(ClientId client, AssignmentId assignment, Intake.Examined examined, Duration arrived) {
        StoredAssignment known = find(client, assignment);
        if (known == null) {
            return new Submission.Unknown();
        }
        Optional<Submission> settled = Settled.by(known, examined.digest());
        if (settled.isPresent()) {
            return noted(known, settled.get());
        }
        Collecting round = book.collecting();
        Seat seat = round == null ? null : round.seat(assignment);
        if (round == null || seat == null || !seat.is(Fate.OPEN) || isPast(round, seat, arrived)) {
            return noted(known, Settled.closed(known));
        }
        if (examined.fault() != null) {
            return malformed(round, seat, examined, examined.fault());
        }
        return round.isStale(seat) ? stale(round, seat, examined) : accept(round, seat, examined);
    }

    Optional<Receipt> decline(ClientId client, AssignmentId assignment, Declining declining) {
        Collecting round = book.collecting();
        Seat seat = round == null ? null : round.seat(assignment);
        if (round == null || seat == null || !seat.is(Fate.OPEN) || !isOf(client, seat.assignment())) {
            return fate(client, assignment);
        }
        if (declining.lostMemory()) {
            writer.forgetShared(seat.assignment(), desk.process().withoutSharedWithClients(book.state()));
        }
        giveBack(round, seat, declining.reason());
        return Optional.of(seat.assignment().receipt());
    }

    /** Keeps what the client measured until the round closes. */
    Reported report(ClientId client, AssignmentId assignment, ClientReport report) {
        StoredAssignment known = find(client, assignment);
        if (known == null) {
            return new Reported.Unknown();
        }
        Reported reported = judge(known, report);
        if (reported instanceof Reported.Refused refused) {
            writer.note(known, METRICS_REFUSED, refused.code(), refused.detail());
        }
        return reported;
    }

    /**
     * Keeps what the client sends beside its update until that is accepted.
     *
     * @param objection why the file is none that the job asks for
     */
    Reported artefact(
            ClientId client, AssignmentId assignment, String name, byte[] file, Optional<Reported.Refused> objection) {
        StoredAssignment known = find(client, assignment);
        if (known == null) {
            return new Reported.Unknown();
        }
        Optional<Reported.Refused> refused = objection.or(() -> noLongerTaken(known));
        if (refused.isPresent()) {
            writer.note(
                    known, ARTEFACT_REFUSED, refused.get().code(), refused.get().detail());
            return refused.get();
        }
        writer.keepArtefact(known, name, file);
        return new Reported.Kept();
    }

    private Optional<Reported.Refused> noLongerTaken(StoredAssignment known) {
        if (known.fate() != Fate.OPEN && known.fate() != Fate.EXPIRED) {
            return Optional.of(new Reported.Refused(
                    ProblemCode.WRONG_STATE,
                    "an artefact is taken until the assignment's update is decided",
                    known.fate().word()));
        }
        Collecting round = book.collecting();
        Seat seat = round == null ? null : round.seat(known.id());
        boolean isTaken = round != null
                && seat != null
                && seat.is(Fate.OPEN)
                && !isPast(round, seat, desk.ports().time().uptime());
        return isTaken
                ? Optional.empty()
                : Optional.of(new Reported.Refused(
                        ProblemCode.ROUND_CLOSED,
                        "round " + known.round() + " takes no more artefacts",
                        Long.toString(known.round())));
    }

    /** Keeps what was refused before it came here; false when the assignment is unknown or another client's. */
    boolean noteRefusal(ClientId client, AssignmentId assignment, Call call, ProblemCode code, String detail) {
        StoredAssignment known = find(client, assignment);
        if (known != null) {
            writer.note(known, action(call), code, detail);
        }
        return known != null;
    }

    private static String action(Call call) {
        return switch (call) {
            case UPDATE -> UPDATE_REFUSED;
            case METRICS -> METRICS_REFUSED;
            case ARTEFACT -> ARTEFACT_REFUSED;
        };
    }

    private Reported judge(StoredAssignment known, ClientReport report) {
        int tensors = book.job().layout().tensors().size();
        if (!report.maxAbs().isEmpty() && report.maxAbs().size() != tensors) {
            return new Reported.Refused(
                    ProblemCode.INVALID_MEMBER,
                    "maxAbs has one number for each of " + tensors + " tensors",
                    Integer.toString(report.maxAbs().size()));
        }
        if (known.fate() == Fate.DECLINED || known.fate() == Fate.REFUSED) {
            return new Reported.Refused(
                    ProblemCode.WRONG_STATE,
                    "the assignment takes part no more",
                    known.fate().word());
        }
        Duration now = desk.ports().time().uptime();
        Collecting round = book.collecting();
        Seat seat = round == null ? null : round.seat(known.id());
        if (round == null || seat == null || seat.is(Fate.EXPIRED) || isPast(round, seat, now)) {
            return new Reported.Refused(
                    ProblemCode.ROUND_CLOSED,
                    "round " + known.round() + " takes no more metrics",
                    Long.toString(known.round()));
        }
        writer.report(round, known.id(), report);
        return new Reported.Kept();
    }

    /** Declines what the client holds open; a round may have waited for this client alone. */
    void withdraw(ClientId client, String reason) {
        Collecting round = book.collecting();
        Seat seat = round == null ? null : round.seatOf(client);
        if (round != null && seat != null && seat.is(Fate.OPEN)) {
            giveBack(round, seat, reason);
        } else {
            end.closeIfDue();
        }
        new RosterWatch(desk, book, batch).look();
    }

    Optional<Receipt> fate(ClientId client, AssignmentId assignment) {
        return Optional.ofNullable(find(client, assignment)).map(StoredAssignment::receipt);
    }

    private static boolean isPast(Collecting round, Seat seat, Duration moment) {
        return round.isPastDeadline(moment) || seat.isPastDeadline(moment);
    }

    private boolean mayGive(Collecting round, Participant client) {
        return round.isTurnOf(client)
                && desk.sees(client)
                && desk.isCapable(client)
                && !round.isInLastQuarter(desk.ports().time().uptime())
                && (desk.policy().hasWaitingList() ? isInTurn(round, client) : round.hasFreeSeat());
    }

    /** Where seats are few, who has waited longest comes first: else fast clients would take each as it gets free. */
    private boolean isInTurn(Collecting round, Participant client) {
        boolean isInTurn = desk.turns()
                .take(client.id(), round.freeSeats(), desk.ports().time().uptime());
        if (!isInTurn && desk.turns().mayCall()) {
            desk.ports().time().after(Turns.PATIENCE.dividedBy(2), desk::callThoseInLine);
        }
        return isInTurn;
    }

    private Seat give(Collecting round, Participant client) {
        StoredAssignment assignment = StoredAssignment.given(
                new AssignmentId(desk.ports().ids().next("a-")),
                desk.id(),
                round.number(),
                client.id(),
                round.modelVersion(),
                desk.ports().time().now());
        Seat seat = writer.give(round, assignment);
        if (desk.policy().assignmentsGoOn()) {
            clock.start(round, seat);
        } else {
            clock.start(round);
        }
        batch.afterwards(() -> desk.openSeats().put(assignment));
        return seat;
    }

    private void giveBack(Collecting round, Seat seat, String reason) {
        writer.decline(round, seat, reason);
        freed(seat);
    }

    private Submission accept(Collecting round, Seat seat, Intake.Examined examined) {
        ClientUpdate update = examined.update();
        if (update == null) {
            return new Submission.Refused(
                    ProblemCode.UNAVAILABLE, "the update was not looked at yet; send it again", null);
        }
        Verdict verdict =
                desk.screening().judge(book, batch, update, seat.assignment().modelVersion());
        if (verdict instanceof Verdict.Refused refused) {
            return filtered(round, seat, examined, refused);
        }
        ClientUpdate weighed = round.weighed(seat, update);
        writer.accept(round, seat, examined);
        batch.afterwards(() -> round.fold().add(weighed));
        if (desk.policy().assignmentsGoOn()) {
            writer.announceSeats();
        }
        closed(seat);
        return new Submission.Accepted(seat.assignment().receipt());
    }

    /** Its client hears only that: who knows distance and threshold stays just below. */
    private Submission filtered(Collecting round, Seat seat, Intake.Examined examined, Verdict.Refused refused) {
        round.countRefusal(ProblemCode.FILTERED);
        writer.note(seat.assignment(), UPDATE_REFUSED, ProblemCode.FILTERED, refused.detail());
        writer.refuse(round, seat, ProblemCode.FILTERED, examined.digest());
        freed(seat);
        return new Submission.Refused(ProblemCode.FILTERED, "the update does not pass", null);
    }

    private Submission stale(Collecting round, Seat seat, Intake.Examined examined) {
        long staleness = round.staleness(seat);
        String detail = "the update lies " + staleness + " versions behind, and "
                + desk.spec().schedule().maxStaleness() + " are allowed";
        round.countRefusal(ProblemCode.STALE);
        writer.note(seat.assignment(), UPDATE_REFUSED, ProblemCode.STALE, detail);
        writer.refuse(round, seat, ProblemCode.STALE, examined.digest());
        freed(seat);
        return new Submission.Refused(ProblemCode.STALE, detail, Long.toString(staleness));
    }

    private Submission malformed(Collecting round, Seat seat, Intake.Examined examined, MalformedFrameException fault) {
        round.countRefusal(fault.code());
        String detail = String.valueOf(fault.getMessage());
        if (Intake.counts(fault.code())) {
            seat.countMalformed();
        }
        boolean isFinal = Intake.counts(fault.code()) && seat.hasSentEnoughMalformed();
        writer.note(seat.assignment(), isFinal ? UPDATE_REFUSED : "update-malformed", fault.code(), detail);
        if (isFinal) {
            writer.refuse(round, seat, fault.code(), examined.digest());
            freed(seat);
        }
        return new Submission.Refused(fault.code(), detail, fault.value());
    }

    private Submission noted(StoredAssignment known, Submission answer) {
        if (answer instanceof Submission.Refused refused) {
            writer.note(known, UPDATE_REFUSED, refused.code(), refused.detail());
        }
        return answer;
    }

    private void freed(Seat seat) {
        writer.announceSeats();
        closed(seat);
    }

    private void closed(Seat seat) {
        StoredAssignment assignment = seat.assignment();
        batch.afterwards(() -> desk.openSeats().remove(assignment));
        end.closeIfDue();
    }

    private @Nullable StoredAssignment find(ClientId client, AssignmentId assignment) {
        Round round = book.round();
        Seat seat = round == null ? null : round.seat(assignment);
        StoredAssignment known = seat == null ? batch.settled(assignment) : seat.assignment();
        if (known == null) {
            known = desk.ports().journal().assignment(assignment).orElse(null);
        }
        return known == null || !isOf(client, known) ? null : known;
    }

    private static boolean isOf(ClientId client, StoredAssignment assignment) {
        return assignment.client().equals(client);
    }
}
