package io.psephos.coordinator.round;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.optimizer.Sgd;
import io.psephos.coordinator.Coordinator.Move;
import io.psephos.coordinator.Coordinator.Moved;
import io.psephos.coordinator.Coordinator.OfferOutcome;
import io.psephos.coordinator.Coordinator.Submission;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Eligibility;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.frame.MalformedFrameException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One job at work: every change is a command of its single writer; what others read are snapshots. */
final class JobRunner {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int STALLED_AFTER = 10;

    private final Ports ports;
    private final Announcements announcements;
    private final JobSpec spec;
    private final JobId id;
    private final Eligibility eligibility;
    private final Intake intake;
    private final RoundPipeline pipeline;
    private final Mailbox mailbox;
    private final OpenSeats openSeats = new OpenSeats();
    private final AtomicLong bytesDown = new AtomicLong();
    private final List<Timekeeper.Alarm> alarms = new ArrayList<>();

    private @Nullable JobBook book;
    private volatile StoredJob stored;
    private volatile @Nullable StoredModel latest;

    JobRunner(Ports ports, Announcements announcements, StoredJob stored) {
        this.ports = ports;
        this.announcements = announcements;
        this.stored = stored;
        this.id = stored.id();
        this.spec = stored.spec();
        int parameterCount = stored.layout().parameterCount();
        this.eligibility = new Eligibility(spec, parameterCount);
        this.intake = new Intake(spec, parameterCount);
        this.pipeline = new RoundPipeline(
                spec, new Sgd(), ports.evaluators().forJob(spec).orElse(null));
        this.mailbox = new Mailbox(ports.journal(), ports.writer(), this::forget);
    }

    // ---- what others read ----

    JobView view() {
        return stored.view();
    }

    boolean isRunning() {
        return stored.state() == JobState.RUNNING;
    }

    boolean sees(Participant client) {
        return eligibility.sees(client);
    }

    boolean isCapable(Participant client) {
        return eligibility.isCapable(client);
    }

    long frameLimit() {
        return intake.frameLimit();
    }

    /** The assignment, if it is of the open round and without a verdict. */
    @Nullable
    StoredAssignment openSeat(AssignmentId assignment) {
        return openSeats.get(assignment);
    }

    Optional<StoredAssignment> openSeatOf(ClientId client) {
        return openSeats.of(client);
    }

    Optional<StoredModel> model(long version) {
        StoredModel newest = latest;
        if (newest != null && (version < 0 || version == newest.version())) {
            return Optional.of(newest);
        }
        return ports.journal().model(id, version < 0 ? stored.modelVersion() : version);
    }

    void countDownload(long bytes) {
        bytesDown.addAndGet(bytes);
    }

    // ---- commands ----

    /** Takes up where the journal says the job stands. */
    CompletableFuture<Boolean> recover() {
        return mailbox.submit(batch -> {
            JobBook current = book();
            if (current.job().state() == JobState.RUNNING && current.round() == null) {
                writer(batch).openRound();
            }
            refresh(batch);
            return true;
        });
    }

    CompletableFuture<Moved> move(Move move, String actor) {
        return mailbox.submit(batch -> {
            boolean legal = tryMove(batch, move, actor);
            StoredJob now = book().job();
            refresh(batch);
            return legal ? new Moved.Done(now.view()) : new Moved.WrongState(now.view());
        });
    }

    CompletableFuture<OfferOutcome> offer(Participant client) {
        return mailbox.submit(batch -> {
            Collecting round = book().job().state() == JobState.RUNNING ? book().collecting() : null;
            Seat seat = round == null ? null : round.seatOf(client.id());
            if (round == null || seat != null && !seat.is(Fate.OPEN)) {
                return new OfferOutcome.NothingNow(PACE);
            }
            if (seat == null && !mayGive(round, client)) {
                return new OfferOutcome.NothingNow(PACE);
            }
            StoredAssignment assignment = seat == null ? give(batch, round, client) : seat.assignment();
            return new OfferOutcome.Offered(Offers.of(book().job(), assignment, round, ports.time()));
        });
    }

    CompletableFuture<Submission> submit(
            ClientId client, AssignmentId assignment, Intake.Examined examined, Duration arrived) {
        return mailbox.submit(batch -> judge(batch, client, assignment, examined, arrived));
    }

    /** Looks at the frame as one for the assignment. */
    Intake.Examined examine(StoredAssignment assignment, byte[] frame) {
        return intake.examine(assignment.client(), frame, assignment.modelVersion());
    }

    CompletableFuture<Optional<Receipt>> decline(ClientId client, AssignmentId assignment, String reason) {
        return mailbox.submit(batch -> {
            Collecting round = book().collecting();
            Seat seat = round == null ? null : round.seat(assignment);
            if (round == null || seat == null) {
                return fateOf(client, assignment);
            }
            if (!seat.assignment().client().equals(client)) {
                return Optional.empty();
            }
            if (seat.is(Fate.OPEN)) {
                giveBack(batch, round, seat, reason);
            }
            return Optional.of(seat.assignment().receipt());
        });
    }

    /** Declines what the client holds open here; a round may have waited for this client alone. */
    CompletableFuture<Boolean> withdraw(ClientId client, String reason) {
        return mailbox.submit(batch -> {
            Collecting round = book().collecting();
            Seat seat = round == null ? null : round.seatOf(client);
            if (round == null || seat == null || !seat.is(Fate.OPEN)) {
                closeIfDue(batch);
                return false;
            }
            giveBack(batch, round, seat, reason);
            return true;
        });
    }

    CompletableFuture<Optional<Receipt>> fate(ClientId client, AssignmentId assignment) {
        return mailbox.submit(batch -> {
            Round round = book().round();
            Collecting collected =
                    round instanceof Aggregating aggregating ? aggregating.collected() : book().collecting();
            Seat seat = collected == null ? null : collected.seat(assignment);
            if (seat == null) {
                return fateOf(client, assignment);
            }
            return seat.assignment().client().equals(client)
                    ? Optional.of(seat.assignment().receipt())
                    : Optional.empty();
        });
    }

    // ---- the writer's own ----

    private boolean tryMove(Batch batch, Move move, String actor) {
        JobState state = book().job().state();
        boolean done = switch (move) {
            case START -> state == JobState.CREATED && start(batch);
            case PAUSE -> state == JobState.RUNNING && pause(batch);
            case RESUME -> state == JobState.PAUSED && resume(batch);
            case STOP -> !state.hasEnded() && stop(batch);
        };
        if (done) {
            writer(batch).audit(actor, "job-" + move.name().toLowerCase(Locale.ROOT), null, null, "");
        }
        return done
                || switch (move) {
                    case START, RESUME -> state == JobState.RUNNING;
                    case PAUSE -> state == JobState.PAUSED;
                    case STOP -> state == JobState.STOPPED;
                };
    }

    private boolean start(Batch batch) {
        writer(batch).move(JobState.RUNNING, null, Kind.JOB_STARTED);
        writer(batch).openRound();
        return true;
    }

    private boolean pause(Batch batch) {
        writer(batch).move(JobState.PAUSED, null, Kind.JOB_PAUSED);
        return true;
    }

    private boolean resume(Batch batch) {
        writer(batch).move(JobState.RUNNING, null, Kind.JOB_RESUMED);
        if (book().round() == null) {
            writer(batch).openRound();
        }
        writer(batch).announceSeats();
        return true;
    }

    private boolean stop(Batch batch) {
        discardRound(batch, "the job was stopped");
        writer(batch).move(JobState.STOPPED, null, Kind.JOB_STOPPED);
        return true;
    }

    private boolean mayGive(Collecting round, Participant client) {
        return round.hasFreeSeat()
                && round.isTurnOf(client)
                && eligibility.sees(client)
                && eligibility.isCapable(client)
                && !round.isInLastQuarter(ports.time().uptime());
    }

    private StoredAssignment give(Batch batch, Collecting round, Participant client) {
        StoredAssignment assignment = new StoredAssignment(
                new AssignmentId(ports.ids().next("a-")),
                id,
                round.number(),
                client.id(),
                round.modelVersion(),
                ports.time().now(),
                Fate.OPEN,
                null,
                null);
        writer(batch).give(round, assignment);
        startClock(round);
        batch.afterwards(() -> openSeats.put(assignment));
        return assignment;
    }

    private void giveBack(Batch batch, Collecting round, Seat seat, String reason) {
        writer(batch).decline(round, seat, reason);
        closeSeat(batch, seat);
        writer(batch).announceSeats();
        closeIfDue(batch);
    }

    private Submission judge(
            Batch batch, ClientId client, AssignmentId assignment, Intake.Examined examined, Duration arrived) {
        Collecting round = book().collecting();
        Seat seat = round == null ? null : round.seat(assignment);
        StoredAssignment known = seat == null ? history(assignment) : seat.assignment();
        if (known == null || !known.client().equals(client)) {
            return new Submission.Unknown();
        }
        Optional<Submission> settled = Settled.by(known, examined.digest());
        if (settled.isPresent()) {
            return settled.get();
        }
        if (round == null || seat == null || round.isPastDeadline(arrived)) {
            return Settled.closed(known);
        }
        return examined.fault() == null
                ? accept(batch, round, seat, examined)
                : malformed(batch, round, seat, examined, examined.fault());
    }

    private Submission accept(Batch batch, Collecting round, Seat seat, Intake.Examined examined) {
        ClientUpdate update = examined.update();
        if (update == null) {
            return new Submission.Refused(
                    ProblemCode.UNAVAILABLE, "the update was not looked at yet; send it again", null);
        }
        writer(batch).accept(round, seat, examined);
        batch.afterwards(() -> round.fold().add(update));
        closeSeat(batch, seat);
        closeIfDue(batch);
        return new Submission.Accepted(seat.assignment().receipt());
    }

    private Submission malformed(
            Batch batch, Collecting round, Seat seat, Intake.Examined examined, MalformedFrameException fault) {
        round.countRefusal(fault.code());
        String detail = String.valueOf(fault.getMessage());
        if (Intake.counts(fault.code()) && seat.countMalformed() >= Seat.ALLOWED_MALFORMED) {
            writer(batch).refuse(round, seat, fault.code(), examined.digest(), detail);
            closeSeat(batch, seat);
            writer(batch).announceSeats();
            closeIfDue(batch);
        }
        return new Submission.Refused(fault.code(), detail, fault.value());
    }

    private void closeIfDue(Batch batch) {
        Collecting round = book().collecting();
        if (round == null) {
            return;
        }
        Duration now = ports.time().uptime();
        if (round.isLost()) {
            abandon(batch, round, "a member of the roster's cohort gave its seat back");
        } else if (round.isFull()
                || round.hasQuorum() && (round.isPastDeadline(now) || isWaitingForNobody(round, now))) {
            freeze(batch, round);
        } else if (round.isPastDeadline(now)) {
            abandon(batch, round, "fewer than quorum at the deadline");
        }
    }

    private boolean isWaitingForNobody(Collecting round, Duration now) {
        return !round.hasOpenSeats()
                && (!round.hasFreeSeat()
                        || round.isInLastQuarter(now)
                        || !ports.population()
                                .anyoneBut(
                                        round.asked(),
                                        client -> sees(client) && isCapable(client) && round.isTurnOf(client)));
    }

    private void freeze(Batch batch, Collecting round) {
        writer(batch).freeze(round);
        leaveRound(batch);
        batch.afterwards(() -> mailbox.submit(this::aggregate));
    }

    /** Turns the frozen set into a version, if there is one to turn. */
    private boolean aggregate(Batch batch) {
        if (!(book().round() instanceof Aggregating round)) {
            return false;
        }
        RoundPipeline.Published published;
        try {
            published = onCompute(round);
        } catch (CompletionException e) {
            fail(batch, String.valueOf(e.getCause()));
            return true;
        }
        writer(batch).publish(round, published, bytesDown.getAndSet(0));
        goOn(batch, published);
        refresh(batch);
        return true;
    }

    private void fail(Batch batch, String reason) {
        discardRound(batch, "the round could not be aggregated");
        writer(batch).move(JobState.FAILED, reason, Kind.JOB_FAILED);
        refresh(batch);
    }

    private RoundPipeline.Published onCompute(Aggregating round) {
        float[] parameters = book().parameters();
        long published = book().job().published();
        return CompletableFuture.supplyAsync(() -> pipeline.run(round, parameters, published), ports.compute())
                .join();
    }

    private void goOn(Batch batch, RoundPipeline.Published published) {
        StoredJob job = book().job();
        boolean reached = published.evaluation() != null
                && spec.stop().accuracy().isPresent()
                && published.evaluation().accuracy() >= spec.stop().accuracy().getAsDouble();
        if (reached || job.published() >= spec.schedule().rounds()) {
            writer(batch).move(JobState.FINISHED, null, Kind.JOB_FINISHED);
        } else if (job.state() == JobState.RUNNING) {
            writer(batch).openRound();
        }
    }

    private void abandon(Batch batch, Collecting round, String reason) {
        writer(batch).abandon(round, reason, bytesDown.getAndSet(0));
        leaveRound(batch);
        StoredJob job = book().job();
        if (job.abandonedInARow() % STALLED_AFTER == 0) {
            writer(batch).happened(Kind.STALLED, null, null, null, null);
        }
        if (job.state() == JobState.RUNNING) {
            writer(batch).openRound();
        }
        refresh(batch);
    }

    private void discardRound(Batch batch, String reason) {
        Round round = book().round();
        if (round != null) {
            writer(batch).abandon(round, reason, bytesDown.getAndSet(0));
            leaveRound(batch);
        }
    }

    private void closeSeat(Batch batch, Seat seat) {
        StoredAssignment assignment = seat.assignment();
        batch.afterwards(() -> openSeats.remove(assignment));
    }

    private void leaveRound(Batch batch) {
        alarms.forEach(Timekeeper.Alarm::cancel);
        alarms.clear();
        batch.afterwards(openSeats::clear);
    }

    /** A round's deadline starts with its first assignment. */
    private void startClock(Collecting round) {
        if (round.deadline() != null) {
            return;
        }
        Duration length = spec.schedule().deadline();
        round.setDeadline(ports.time().uptime().plus(length));
        long number = round.number();
        // A millisecond late, so that the quarter has begun when the alarm rings.
        alarms.add(ports.time().after(length.minus(length.dividedBy(4)).plusMillis(1), () -> tick(number)));
        alarms.add(ports.time().after(length, () -> tick(number)));
    }

    private void tick(long number) {
        mailbox.submit(batch -> {
            Collecting round = book().collecting();
            if (round != null && round.number() == number) {
                closeIfDue(batch);
            }
            return true;
        });
    }

    private Optional<Receipt> fateOf(ClientId client, AssignmentId assignment) {
        StoredAssignment known = history(assignment);
        return known == null || !known.client().equals(client) ? Optional.empty() : Optional.of(known.receipt());
    }

    private @Nullable StoredAssignment history(AssignmentId assignment) {
        Round round = book().round();
        Seat frozen = round instanceof Aggregating aggregating
                ? aggregating.collected().seat(assignment)
                : null;
        return frozen != null
                ? frozen.assignment()
                : ports.journal().assignment(assignment).orElse(null);
    }

    private JobBook book() {
        JobBook current = book;
        if (current == null) {
            current = new JobRecovery(ports.journal(), intake).read(id);
            book = current;
            takeUp(current);
        }
        return current;
    }

    private void takeUp(JobBook read) {
        stored = read.job();
        latest = new StoredModel(id, read.job().modelVersion(), read.job().layout(), read.parameters());
        Collecting round = read.collecting();
        if (round != null) {
            round.seats().stream().filter(seat -> seat.is(Fate.OPEN)).forEach(seat -> openSeats.put(seat.assignment()));
            if (!round.asked().isEmpty()) {
                startClock(round);
                tick(round.number());
            }
        } else if (read.round() instanceof Aggregating) {
            mailbox.submit(this::aggregate);
        }
    }

    private void forget() {
        book = null;
        openSeats.clear();
        alarms.forEach(Timekeeper.Alarm::cancel);
        alarms.clear();
        ports.time().after(RETRY, this::recover);
    }

    private JobWriter writer(Batch batch) {
        return new JobWriter(ports, announcements, book(), batch);
    }

    private void refresh(Batch batch) {
        JobBook current = book();
        StoredJob job = current.job();
        StoredModel model = new StoredModel(id, job.modelVersion(), job.layout(), current.parameters());
        batch.afterwards(() -> {
            stored = job;
            latest = model;
        });
    }
}
