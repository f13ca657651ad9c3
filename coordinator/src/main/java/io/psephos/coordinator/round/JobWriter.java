package io.psephos.coordinator.round;

import io.psephos.aggregation.optimizer.Step;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.compression.chain.StepChain;
import io.psephos.coordinator.ClientCalls.FreeSlots;
import io.psephos.coordinator.cohort.Cohort;
import io.psephos.coordinator.cohort.RosterFacts;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.FrameDigest;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.Refusals;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.coordinator.plan.CohortDraw;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.MissingExtensionException;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Text;
import io.psephos.protocol.model.ForeignModel;
import io.psephos.protocol.model.ModelDigest;
import io.psephos.protocol.state.NamedState;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The writer of a job's changes, each to the job's cache and to the batch of journal entries. */
final class JobWriter {
    private static final System.Logger LOG = System.getLogger(JobWriter.class.getName());

    /** Rounds in a row for which nobody is drawn, after which nobody ever will be. */
    private static final int MOST_EMPTY_DRAWS = 1000;

    /**
     * Audit lines per code of an assignment; no fewer than allowed malformed frames, which are counted with their
     * lines.
     */
    private static final int NOTED_REFUSALS = Refusals.ALLOWED_MALFORMED;

    private final Ports ports;
    private final Announcements announcements;
    private final JobCache cache;
    private final Batch batch;
    private final FilterStage filterStage;
    private final CohortDraw draw;

    JobWriter(
            Ports ports,
            Announcements announcements,
            JobCache cache,
            Batch batch,
            FilterStage filterStage,
            CohortDraw draw) {
        this.ports = ports;
        this.announcements = announcements;
        this.cache = cache;
        this.batch = batch;
        this.filterStage = filterStage;
        this.draw = draw;
    }

    Instant now() {
        return ports.time().now();
    }

    void move(JobState state, @Nullable String reason, Kind kind) {
        cache.become(cache.job().in(state, reason));
        batch.add(new JournalEntry.JobMoved(cache.job().id(), state, reason));
        happened(kind, null, null, null, null);
        if (state.hasEnded()) {
            filterStage.end(cache, batch);
            announceSlots();
        }
    }

    /**
     * Opens the next round. One for which nobody is drawn is abandoned at once; a job that cannot draw, or draws nobody
     * for too long, fails.
     */
    void openRound() {
        for (int empty = 0; empty < MOST_EMPTY_DRAWS; empty++) {
            Cohort cohort = drawn();
            if (cohort == null) {
                return;
            }
            Collecting round = open(cohort);
            if (!round.asksNobody()) {
                return;
            }
            abandon(round, "nobody was drawn", 0);
        }
        move(JobState.FAILED, "nobody was drawn for " + MOST_EMPTY_DRAWS + " rounds in a row", Kind.JOB_FAILED);
    }

    /** Returns the cohort of the next round; null where there is none, and the job has failed. */
    private @Nullable Cohort drawn() {
        StoredJob job = cache.job();
        try {
            return draw.cohort(job.round(), job.published(), cache.state());
        } catch (MissingExtensionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a cohort could not be drawn and its job fails", e);
            String why = e.getMessage() == null ? "the log tells more" : e.getMessage();
            move(JobState.FAILED, "round " + job.round() + " has no cohort: " + why, Kind.JOB_FAILED);
            return null;
        }
    }

    private Collecting open(Cohort cohort) {
        StoredJob job = cache.job();
        Instant at = now();
        Collecting next = new Collecting(
                job.spec(),
                job.round(),
                job.modelVersion(),
                at,
                new FoldFactory(ports.roots(), ports.compute()).open(job, cache.parameters(), cache.state()),
                cohort);
        Round before = cache.closed();
        if (before != null && next.policy().assignmentsOutliveRounds()) {
            next.takeOver(before);
        }
        cache.enter(next);
        batch.add(new JournalEntry.RoundOpened(job.id(), job.round(), job.modelVersion(), at));
        happened(Kind.ROUND_OPENED, job.modelVersion(), null, null, null);
        if (before == null || !next.policy().assignmentsOutliveRounds() || keptAway(before)) {
            announceSlots();
        }
        return next;
    }

    /** Whether a client waits that the round did not ask again; where there are none, a new one has nothing for those who wait. */
    private static boolean keptAway(Round before) {
        return switch (before) {
            case Collecting open -> open.keepsAnyoneWaiting();
            case Aggregating closed -> closed.collected().keepsAnyoneWaiting();
        };
    }

    LiveAssignment give(Collecting round, StoredAssignment assignment) {
        batch.add(new JournalEntry.AssignmentGiven(
                assignment,
                round.policy().assignmentsOutliveRounds()
                        ? JournalEntry.Uniqueness.WHILE_OPEN
                        : JournalEntry.Uniqueness.IN_ROUND));
        return round.give(assignment);
    }

    /** Expires an assignment whose own deadline passed without an update. */
    void expire(Collecting round, LiveAssignment live) {
        round.expire(live);
        batch.settle(live.assignment());
        batch.add(new JournalEntry.AssignmentExpired(
                cache.job().id(), live.assignment().id(), round.number(), now()));
    }

    void accept(Collecting round, LiveAssignment live, Intake.Examined examined) {
        AssignmentId assignment = live.assignment().id();
        round.accept(live, examined.digest(), examined.frame().length, Objects.requireNonNull(examined.update()));
        batch.add(new JournalEntry.UpdateAccepted(
                cache.job().id(), assignment, round.number(), examined.digest(), examined.frame(), now()));
        happened(Kind.UPDATE_ACCEPTED, null, live.assignment().client(), assignment, null);
    }

    /** Refuses an assignment's update for good. */
    void refuse(Collecting round, LiveAssignment live, ProblemCode code, FrameDigest digest) {
        // A refused frame is kept by nobody else: the digest is not to be the one that does.
        digest.bytes();
        AssignmentId assignment = live.assignment().id();
        JournalEntry.UpdateRefused refused =
                new JournalEntry.UpdateRefused(cache.job().id(), assignment, round.number(), code, digest, now());
        round.refuse(live, refused.fate(), code, digest);
        batch.add(refused);
        if (code != ProblemCode.STALE) {
            batch.add(ReputationUpdates.refused(
                    cache.job().id(), live.assignment().client(), code));
        }
        happened(Kind.UPDATE_REFUSED, null, live.assignment().client(), assignment, code.word());
    }

    /**
     * Adds a refusal to the audit: up to {@link #NOTED_REFUSALS} lines for each code of an assignment, then one that
     * says that further ones are left out, so that refused calls cannot fill the disk.
     *
     * @param refused the assignment before, with other counts to be stored
     */
    void note(StoredAssignment refused, String action, ProblemCode code, String detail) {
        int before = refused.refusals().noted(code);
        boolean isNoted = before <= NOTED_REFUSALS;
        StoredAssignment noted = isNoted ? refused.with(refused.refusals().noting(code)) : refused;
        Round round = cache.round();
        LiveAssignment live = round == null ? null : round.assignment(refused.id());
        if (live == null) {
            batch.settle(noted);
        } else {
            live.become(noted);
        }
        if (isNoted) {
            batch.add(new JournalEntry.RefusalCounted(cache.job().id(), noted.id(), noted.refusals()));
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
        batch.add(new JournalEntry.MetricsReported(cache.job().id(), assignment, report));
    }

    void decline(Collecting round, LiveAssignment live, String reason) {
        round.decline(live);
        batch.add(new JournalEntry.AssignmentDeclined(
                cache.job().id(), live.assignment().id(), round.number(), reason, now()));
    }

    Aggregating freeze(Collecting round) {
        Aggregating aggregating = round.freeze();
        cache.enter(aggregating);
        batch.add(new JournalEntry.RoundFrozen(cache.job().id(), round.number(), now()));
        batch.end();
        return aggregating;
    }

    /** Updates the reputations of a round's clients. */
    void credit(Aggregating round, Map<ClientId, Double> agreements) {
        batch.add(ReputationUpdates.published(cache.job().id(), round, agreements));
        filterStage.agreed(cache, batch, agreements);
    }

    void publish(Aggregating round, RoundPipeline.Outcome published, long bytesDown) {
        StoredJob job = cache.job();
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
        if (result.state().has(RosterFacts.SILENT) && !cache.state().has(RosterFacts.SILENT)) {
            silent(round.number());
        }
        if (published.unsettled() > 0) {
            unsettled(round.number(), version, published.unsettled());
        }
        if (published.evaluation() != null) {
            measured(round.number(), version, published.evaluation());
        }
        if (!published.medians().isEmpty()) {
            reported(round, published.medians());
        }
        cache.publish(parameters, result.state());
        cache.enter(null);
        batch.end();
    }

    private void keepStep(long version, Step step) {
        if (step.isSmall()) {
            batch.add(new JournalEntry.StepStored(
                    cache.job().id(), version, StepChain.frame(version - 1, step.payload(), step.scheme())));
        }
    }

    void upload(ForeignModel uploaded) {
        StoredJob job = cache.job().laidOut(uploaded.layout());
        StoredModel model = new StoredModel(job.id(), 0, job.layout(), uploaded.parameters(), uploaded.carried());
        batch.add(new JournalEntry.ModelUploaded(job.id(), model, ModelDigest.hex(model.parameters()), now()));
        byte[] carried =
                model.carried().isEmpty() ? new byte[0] : model.carried().file();
        batch.add(new JournalEntry.StateStored(job.id(), Map.of(StoredModel.CARRIED, carried)));
        cache.replace(job, model.parameters(), NamedState.EMPTY);
        cache.carry(model.carried());
        batch.end();
    }

    /**
     * Makes an older version the newest one.
     *
     * @param artefacts files that were published with it, by name
     * @param left state that is still valid
     */
    void rollback(float[] parameters, Map<String, byte[]> artefacts, NamedState left) {
        StoredJob job = cache.job().at(cache.job().modelVersion() + 1);
        StoredModel model = new StoredModel(job.id(), job.modelVersion(), job.layout(), parameters);
        batch.add(new JournalEntry.ModelStored(job.id(), model, ModelDigest.hex(parameters), now()));
        artefacts.forEach(
                (name, file) -> batch.add(new JournalEntry.ArtefactStored(job.id(), job.modelVersion(), name, file)));
        store(left);
        cache.replace(job, parameters, left);
        batch.end();
    }

    void delete() {
        batch.add(new JournalEntry.JobDeleted(cache.job().id()));
        batch.end();
    }

    /**
     * Discards state that is shared with clients, since one client lost its part: the next offers ask all clients to
     * begin anew.
     *
     * @param left state that is still valid
     */
    void forgetShared(StoredAssignment declined, NamedState left) {
        if (!left.equals(cache.state())) {
            store(left);
            cache.remember(left);
            audit(
                    declined.client().value(),
                    "memories-forgotten",
                    declined.client(),
                    declined.id(),
                    "round " + declined.round() + ": a client lost what it remembered, all begin anew");
        }
    }

    private void store(NamedState next) {
        Map<String, byte[]> changes = next.changedSince(cache.state());
        if (!changes.isEmpty()) {
            batch.add(new JournalEntry.StateStored(cache.job().id(), changes));
        }
    }

    /** Stores state in which the next version will find what became known in the open round. */
    void remember(NamedState next) {
        store(next);
        cache.remember(next);
    }

    /** Stores an artefact of an assignment's client. */
    void keepArtefact(StoredAssignment assignment, String name, byte[] file) {
        batch.add(new JournalEntry.ArtefactUploaded(cache.job().id(), assignment.id(), name, file));
    }

    void abandon(Round round, String reason, long bytesDown) {
        Aggregating closed = round instanceof Collecting collecting ? collecting.freeze() : (Aggregating) round;
        StoredRoundSummary summary = closed.abandoned(now(), bytesDown);
        batch.add(new JournalEntry.RoundAbandoned(cache.job().id(), summary));
        happened(Kind.ROUND_ABANDONED, null, null, null, null);
        audit("coordinator", "round-abandoned", null, null, "round " + round.number() + ": " + reason);
        cache.become(cache.job().afterAbandonment());
        cache.enter(null);
        batch.end();
    }

    void audit(
            String actor, String action, @Nullable ClientId client, @Nullable AssignmentId assignment, String detail) {
        batch.add(new JournalEntry.Audited(
                cache.job().id(), now(), actor, action, client, assignment, Text.line(detail)));
    }

    void happened(
            Kind kind,
            @Nullable Long version,
            @Nullable ClientId client,
            @Nullable AssignmentId assignment,
            @Nullable String code) {
        append(new JobEvent(
                cache.job().id(),
                cache.nextEvent(),
                now(),
                kind,
                cache.job().round(),
                version,
                client,
                assignment,
                code,
                null));
    }

    /** Tells those who wait of the job's free slots, if it has any when the batch is durable. */
    void announceSlots() {
        batch.announce(() -> {
            int slots = freeSlots();
            if (slots > 0) {
                announcements.free(new FreeSlots(cache.job().id(), slots));
            }
        });
    }

    private int freeSlots() {
        JobState state = cache.job().state();
        Collecting round = cache.collecting();
        if (state.hasEnded()) {
            return Integer.MAX_VALUE;
        }
        return state == JobState.RUNNING
                        && round != null
                        && !round.isInLastQuarter(ports.time().uptime())
                ? round.freeSlots()
                : 0;
    }

    /** Says that a rule's vector did not stand yet when its steps were used up. */
    private void unsettled(long round, long version, double pull) {
        metric(round, version, StoredMetric.UNSETTLED, pull, "server");
        String rule = cache.job().spec().aggregation().choice().word();
        audit(
                "coordinator",
                "rule-unsettled",
                null,
                null,
                "round " + round + ": " + rule + " did not stand when its steps were used up, updates still pull at it"
                        + " with " + String.format(Locale.ROOT, "%.2g", pull)
                        + " of their weight; more aggregation.iterations may do");
    }

    /** Says once of a job that its selector goes by losses that not everybody reports. */
    private void silent(long round) {
        audit(
                "coordinator",
                "loss-not-reported",
                null,
                null,
                "round " + round + ": not all clients report a loss, and "
                        + cache.job().spec().participants().selector().kind().word()
                        + " draws candidates without one first");
    }

    private void measured(long round, long version, Evaluation evaluation) {
        if (evaluation.hasAccuracy()) {
            metric(round, version, "accuracy", evaluation.accuracy(), "server");
        }
        metric(round, version, "loss", evaluation.loss(), "server");
        evaluated(round, version, evaluation.hasAccuracy() ? evaluation.accuracy() : null);
    }

    /** Stores the medians of clients' metrics of the version that they were offered. */
    private void reported(Aggregating round, SortedMap<String, Double> medians) {
        medians.forEach((name, value) -> metric(round.number(), round.modelVersion(), name, value, "clients"));
        evaluated(round.number(), round.modelVersion(), medians.get("accuracy"));
    }

    private void evaluated(long round, long version, @Nullable Double accuracy) {
        append(new JobEvent(
                cache.job().id(),
                cache.nextEvent(),
                now(),
                Kind.EVALUATED,
                round,
                version,
                null,
                null,
                null,
                accuracy));
    }

    private void metric(long round, long version, String name, double value, String source) {
        batch.add(
                new JournalEntry.MetricStored(cache.job().id(), new StoredMetric(round, version, name, value, source)));
    }

    private void append(JobEvent event) {
        batch.add(new JournalEntry.EventAppended(event));
        batch.afterwards(() -> announcements.happened(event));
    }
}
