package io.psephos.coordinator.round;

import io.psephos.aggregation.optimizer.Step;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.compression.chain.StepChain;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.model.ModelDigest;
import io.psephos.protocol.state.NamedState;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes what happens to a job into its book and into the batch, always both. */
final class JobWriter {
    /** No fewer than malformed frames are allowed: they are counted with their lines. */
    private static final int NOTED_REFUSALS = Seat.ALLOWED_MALFORMED;

    private final Ports ports;
    private final Announcements announcements;
    private final JobBook book;
    private final Batch batch;
    private final Screening screening;

    JobWriter(Ports ports, Announcements announcements, JobBook book, Batch batch, Screening screening) {
        this.ports = ports;
        this.announcements = announcements;
        this.book = book;
        this.batch = batch;
        this.screening = screening;
    }

    Instant now() {
        return ports.time().now();
    }

    void move(JobState state, @Nullable String reason, Kind kind) {
        book.become(book.job().in(state, reason));
        batch.add(new JournalEntry.JobMoved(book.job().id(), state, reason));
        happened(kind, null, null, null, null);
        if (state.hasEnded()) {
            screening.end(book, batch);
            announceSeats();
        }
    }

    void openRound() {
        StoredJob job = book.job();
        Instant at = now();
        Collecting next = JobRecovery.emptyRound(
                job,
                job.modelVersion(),
                at,
                new Folds(ports.roots(), ports.compute()).open(job, book.parameters(), book.state()));
        Round before = book.closed();
        if (before != null && next.policy().assignmentsGoOn()) {
            next.carryOn(before);
        }
        book.enter(next);
        batch.add(new JournalEntry.RoundOpened(job.id(), job.round(), job.modelVersion(), at));
        happened(Kind.ROUND_OPENED, job.modelVersion(), null, null, null);
        announceSeats();
    }

    Seat give(Collecting round, StoredAssignment assignment) {
        batch.add(new JournalEntry.AssignmentGiven(
                assignment,
                round.policy().assignmentsGoOn()
                        ? JournalEntry.Uniqueness.WHILE_OPEN
                        : JournalEntry.Uniqueness.IN_ROUND));
        return round.give(assignment);
    }

    /** No update came in time. */
    void expire(Collecting round, Seat seat) {
        round.expire(seat);
        batch.settle(seat.assignment());
        batch.add(new JournalEntry.AssignmentExpired(
                book.job().id(), seat.assignment().id(), round.number(), now()));
    }

    void accept(Collecting round, Seat seat, Intake.Examined examined) {
        AssignmentId assignment = seat.assignment().id();
        round.accept(
                seat,
                examined.digest(),
                examined.frame().length,
                Objects.requireNonNull(examined.update()).payload());
        batch.add(new JournalEntry.UpdateAccepted(
                book.job().id(), assignment, round.number(), examined.digest(), examined.frame(), now()));
        happened(Kind.UPDATE_ACCEPTED, null, seat.assignment().client(), assignment, null);
    }

    /** The last word on a seat's update. */
    void refuse(Collecting round, Seat seat, ProblemCode code, byte[] digest) {
        AssignmentId assignment = seat.assignment().id();
        JournalEntry.UpdateRefused refused =
                new JournalEntry.UpdateRefused(book.job().id(), assignment, round.number(), code, digest, now());
        round.refuse(seat, refused.fate(), code, digest);
        batch.add(refused);
        if (code != ProblemCode.STALE) {
            batch.add(Credits.refused(book.job().id(), seat.assignment().client(), code));
        }
        happened(Kind.UPDATE_REFUSED, null, seat.assignment().client(), assignment, code.word());
    }

    /**
     * Keeps for the audit that something was refused: so many lines for each code of an assignment, and one that says
     * that there are no more, so that nobody fills the disk with what is refused.
     *
     * @param refused the assignment before, with what else is to be counted
     */
    void note(StoredAssignment refused, String action, ProblemCode code, String detail) {
        int before = refused.refusals().noted(code);
        boolean isNoted = before <= NOTED_REFUSALS;
        StoredAssignment noted = isNoted ? refused.with(refused.refusals().noting(code)) : refused;
        Round round = book.round();
        Seat seat = round == null ? null : round.seat(refused.id());
        if (seat == null) {
            batch.settle(noted);
        } else {
            seat.become(noted);
        }
        if (isNoted) {
            batch.add(new JournalEntry.RefusalCounted(book.job().id(), noted.id(), noted.refusals()));
            audit(
                    noted.client().value(),
                    action,
                    noted.client(),
                    noted.id(),
                    code.word() + ": "
                            + (before < NOTED_REFUSALS ? detail : "again; further ones are not written down"));
        }
    }

    void report(Collecting round, AssignmentId assignment, ClientReport report) {
        round.report(assignment, report);
        batch.add(new JournalEntry.MetricsReported(book.job().id(), assignment, report));
    }

    void decline(Collecting round, Seat seat, String reason) {
        round.decline(seat);
        batch.add(new JournalEntry.AssignmentDeclined(
                book.job().id(), seat.assignment().id(), round.number(), reason, now()));
    }

    Aggregating freeze(Collecting round) {
        Aggregating aggregating = round.freeze();
        book.enter(aggregating);
        batch.add(new JournalEntry.RoundFrozen(book.job().id(), round.number(), now()));
        batch.end();
        return aggregating;
    }

    /** What a round says of those who took part in it. */
    void credit(Aggregating round, Map<ClientId, Double> agreements) {
        batch.add(Credits.published(book.job().id(), round, agreements));
        screening.agreed(book, batch, agreements);
    }

    void publish(Aggregating round, RoundPipeline.Outcome published, long bytesDown) {
        StoredJob job = book.job();
        Instant at = now();
        long version = job.modelVersion() + 1;
        RoundResult result = published.result();
        float[] parameters = result.nextParameters();
        StoredModel model = new StoredModel(job.id(), version, job.layout(), parameters);
        batch.add(new JournalEntry.ModelStored(job.id(), model, ModelDigest.hex(parameters), at));
        keepStep(version, result.madeStep());
        result.artefacts()
                .forEach((name, artefact) ->
                        batch.add(new JournalEntry.ArtefactStored(job.id(), version, name, artefact.file())));
        store(result.state());
        batch.add(new JournalEntry.RoundPublished(job.id(), round.published(at, published.margins(), bytesDown)));
        happened(Kind.ROUND_PUBLISHED, version, null, null, null);
        result.measurements().forEach((name, value) -> metric(round.number(), version, name, value, "server"));
        if (published.evaluation() != null) {
            measured(round.number(), version, published.evaluation());
        }
        if (!published.medians().isEmpty()) {
            reported(round, published.medians());
        }
        book.publish(parameters, result.state());
        book.enter(null);
        batch.end();
    }

    private void keepStep(long version, Step step) {
        if (step.isSmall()) {
            batch.add(new JournalEntry.StepStored(
                    book.job().id(), version, StepChain.frame(version - 1, step.payload(), step.scheme())));
        }
    }

    void upload(ParameterLayout layout, float[] parameters) {
        StoredJob job = book.job().laidOut(layout);
        StoredModel model = new StoredModel(job.id(), 0, layout, parameters);
        batch.add(new JournalEntry.ModelUploaded(job.id(), model, ModelDigest.hex(parameters), now()));
        book.replace(job, parameters, NamedState.EMPTY);
        batch.end();
    }

    /**
     * Makes an older version the newest one.
     *
     * @param artefacts files that were published with it, by name
     * @param left what is still remembered
     */
    void rollback(float[] parameters, Map<String, byte[]> artefacts, NamedState left) {
        StoredJob job = book.job().at(book.job().modelVersion() + 1);
        StoredModel model = new StoredModel(job.id(), job.modelVersion(), job.layout(), parameters);
        batch.add(new JournalEntry.ModelStored(job.id(), model, ModelDigest.hex(parameters), now()));
        artefacts.forEach(
                (name, file) -> batch.add(new JournalEntry.ArtefactStored(job.id(), job.modelVersion(), name, file)));
        store(left);
        book.replace(job, parameters, left);
        batch.end();
    }

    void delete() {
        batch.add(new JournalEntry.JobDeleted(book.job().id()));
        batch.end();
    }

    /**
     * What a client has lost nobody can go on with: the next offers ask all to begin anew, as this side does.
     *
     * @param left what is still remembered
     */
    void forgetShared(StoredAssignment declined, NamedState left) {
        if (!left.equals(book.state())) {
            store(left);
            book.remember(left);
            audit(
                    declined.client().value(),
                    "memories-forgotten",
                    declined.client(),
                    declined.id(),
                    "round " + declined.round() + ": a client lost what it remembered, all begin anew");
        }
    }

    private void store(NamedState next) {
        Map<String, byte[]> changes = next.changedSince(book.state());
        if (!changes.isEmpty()) {
            batch.add(new JournalEntry.StateStored(book.job().id(), changes));
        }
    }

    /** Keeps what the client of an assignment sent beside its update. */
    void keepArtefact(StoredAssignment assignment, String name, byte[] file) {
        batch.add(new JournalEntry.ArtefactUploaded(book.job().id(), assignment.id(), name, file));
    }

    void abandon(Round round, String reason, long bytesDown) {
        Aggregating closed = round instanceof Collecting collecting ? collecting.freeze() : (Aggregating) round;
        StoredRoundSummary summary = closed.abandoned(now(), bytesDown);
        batch.add(new JournalEntry.RoundAbandoned(book.job().id(), summary));
        happened(Kind.ROUND_ABANDONED, null, null, null, null);
        audit("coordinator", "round-abandoned", null, null, "round " + round.number() + ": " + reason);
        book.become(book.job().afterAbandonment());
        book.enter(null);
        batch.end();
    }

    void audit(
            String actor, String action, @Nullable ClientId client, @Nullable AssignmentId assignment, String detail) {
        batch.add(new JournalEntry.Audited(book.job().id(), now(), actor, action, client, assignment, detail));
    }

    void happened(
            Kind kind,
            @Nullable Long version,
            @Nullable ClientId client,
            @Nullable AssignmentId assignment,
            @Nullable String code) {
        append(new JobEvent(
                book.job().id(),
                book.nextEvent(),
                now(),
                kind,
                book.job().round(),
                version,
                client,
                assignment,
                code,
                null));
    }

    void announceSeats() {
        batch.afterwards(() -> announcements.seatsAt(book.job().id()));
    }

    private void measured(long round, long version, Evaluation evaluation) {
        metric(round, version, "accuracy", evaluation.accuracy(), "server");
        metric(round, version, "loss", evaluation.loss(), "server");
        evaluated(round, version, evaluation.accuracy());
    }

    /** What clients say together of the version that they were offered. */
    private void reported(Aggregating round, SortedMap<String, Double> medians) {
        medians.forEach((name, value) -> metric(round.number(), round.modelVersion(), name, value, "clients"));
        evaluated(round.number(), round.modelVersion(), medians.get("accuracy"));
    }

    private void evaluated(long round, long version, @Nullable Double accuracy) {
        append(new JobEvent(
                book.job().id(), book.nextEvent(), now(), Kind.EVALUATED, round, version, null, null, null, accuracy));
    }

    private void metric(long round, long version, String name, double value, String source) {
        batch.add(
                new JournalEntry.MetricStored(book.job().id(), new StoredMetric(round, version, name, value, source)));
    }

    private void append(JobEvent event) {
        batch.add(new JournalEntry.EventAppended(event));
        batch.afterwards(() -> announcements.happened(event));
    }
}
