package io.psephos.coordinator.round;

import io.psephos.aggregation.stage.AcceptedUpdates;
import io.psephos.aggregation.stage.Need;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.coordinator.plan.MajorityAgreement;
import io.psephos.coordinator.plan.RoundVerdict;
import io.psephos.protocol.JobSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** How rounds close and what comes of them, within one command. */
final class RoundEnd {
    private static final System.Logger LOG = System.getLogger(RoundEnd.class.getName());
    private static final int STALLED_AFTER = 10;

    private final JobContext context;
    private final RoundClock clock;
    private final Runnable aggregateSoon;
    private final JobCache cache;
    private final Batch batch;
    private final JobWriter writer;

    /** @param aggregateSoon submits the command that calls {@link #aggregate} */
    RoundEnd(JobContext context, RoundClock clock, Runnable aggregateSoon, JobCache cache, Batch batch) {
        this.context = context;
        this.clock = clock;
        this.aggregateSoon = aggregateSoon;
        this.cache = cache;
        this.batch = batch;
        this.writer = context.writer(cache, batch);
    }

    /** Closes the open round if it has waited long enough. */
    void closeIfDue() {
        Collecting round = cache.collecting();
        if (round == null) {
            return;
        }
        Duration now = context.ports().time().uptime();
        switch (round.verdict(now, () -> isAnyoneLeft(round))) {
            case RoundVerdict.Close close -> freeze(round);
            case RoundVerdict.Abandon lost -> abandon(round, lost.reason());
            case RoundVerdict.GoOn goOn -> watch(round, now);
        }
    }

    /** Ends seats whose own deadline has passed. */
    void expireAssignments() {
        Collecting round = cache.collecting();
        if (round == null || !round.policy().assignmentsGoOn()) {
            clock.stop();
            return;
        }
        Duration now = context.ports().time().uptime();
        for (LiveAssignment live : round.openAssignments()) {
            if (live.isPastDeadline(now)) {
                expire(round, live);
            }
        }
        Duration retry = round.retryAt();
        if (retry != null && now.compareTo(retry) >= 0) {
            round.forgetRefusals();
            if (cache.job().state() == JobState.RUNNING) {
                writer.happened(Kind.STALLED, null, null, null, null);
            }
        }
        Duration next = round.openAssignments().stream()
                .map(LiveAssignment::deadline)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(round.retryAt());
        clock.ringNext(round, next);
        writer.announceSlots();
    }

    /**
     * Sees to it that a round goes on at which nobody is at work though some are kept away: others may never come, and
     * no version would come then that lets them in again.
     */
    private void watch(Collecting round, Duration now) {
        boolean mayBeStuck = round.policy().assignmentsGoOn() && !round.hasOpenAssignments();
        if (mayBeStuck && round.retryAt() == null && round.keepsAway()) {
            Duration retry = now.plus(context.policy().update().deadline());
            round.setRetry(retry);
            clock.ringNext(round, retry);
        }
    }

    private void expire(Collecting round, LiveAssignment live) {
        StoredAssignment open = live.assignment();
        writer.expire(round, live);
        batch.afterwards(() -> context.openAssignments().remove(open));
    }

    /** WaitingList the frozen set into a version, if there is one to turn. */
    void aggregate() {
        if (!(cache.round() instanceof Aggregating round)) {
            return;
        }
        try {
            RoundPipeline.Outcome outcome = onCompute(round);
            writer.credit(
                    round, outcome.result().clientMeasurements().getOrDefault(MajorityAgreement.AGREEMENT, Map.of()));
            publish(round, outcome);
        } catch (CompletionException e) {
            if (e.getCause() instanceof JournalException storage) {
                throw storage;
            }
            LOG.log(System.Logger.Level.ERROR, "a round could not be aggregated and its job fails", e.getCause());
            discard("the round could not be aggregated");
            writer.move(JobState.FAILED, String.valueOf(e.getCause()), Kind.JOB_FAILED);
        }
        context.showLater(cache, batch);
    }

    /** Throws the open round away, if there is one. */
    void discard(String reason) {
        Round round = cache.round();
        if (round != null) {
            expireAll(round);
            writer.abandon(round, reason, context.takeBytesDown());
        }
    }

    private boolean isAnyoneLeft(Collecting round) {
        return context.ports()
                .population()
                .anyoneBut(
                        round.asked(),
                        client -> context.sees(client) && context.isCapable(client) && round.isTurnOf(client));
    }

    private void freeze(Collecting round) {
        writer.freeze(round);
        leave();
        batch.afterwards(aggregateSoon);
    }

    private RoundPipeline.Outcome onCompute(Aggregating round) {
        LearningProcess process = context.process();
        RoundPipeline pipeline = context.pipeline();
        RoundPipeline.Before before = new RoundPipeline.Before(
                cache.parameters(), cache.state(), cache.job().published());
        AcceptedUpdates updates = process.needs().contains(Need.SINGLE_UPDATES)
                ? new JournaledUpdates(
                        context.ports().journal(),
                        context.id(),
                        context.intake(),
                        round,
                        !process.takes().isEmpty())
                : AcceptedUpdates.hidden();
        return round.fold()
                .finish()
                .thenApplyAsync(
                        aggregate -> pipeline.run(round, aggregate, updates, before),
                        context.ports().compute())
                .toCompletableFuture()
                .join();
    }

    private void publish(Aggregating round, RoundPipeline.Outcome published) {
        boolean isLast = isAccurate(published)
                || cache.job().published() + 1 >= context.spec().schedule().rounds();
        if (isLast) {
            expireAll(round);
        }
        writer.publish(round, published, context.takeBytesDown());
        if (isLast) {
            writer.move(JobState.FINISHED, null, Kind.JOB_FINISHED);
        } else {
            goOn();
        }
    }

    /** Nobody's update has a round to arrive in any more. */
    private void expireAll(Round round) {
        Collecting collecting = switch (round) {
            case Collecting open -> open;
            case Aggregating closed -> closed.collected();
        };
        if (collecting.policy().assignmentsGoOn()) {
            collecting.openAssignments().forEach(live -> expire(collecting, live));
        }
        stop();
    }

    private boolean isAccurate(RoundPipeline.Outcome published) {
        JobSpec.Stop stop = context.spec().stop();
        Double accuracy = published.evaluation() == null
                ? published.medians().get("accuracy")
                : Double.valueOf(published.evaluation().accuracy());
        return accuracy != null
                && stop.accuracy().isPresent()
                && accuracy >= stop.accuracy().getAsDouble();
    }

    private void abandon(Collecting round, String reason) {
        writer.abandon(round, reason, context.takeBytesDown());
        leave();
        StoredJob job = cache.job();
        if (job.state() == JobState.RUNNING && job.abandonedInARow() % STALLED_AFTER == 0) {
            writer.happened(Kind.STALLED, null, null, null, null);
        }
        goOn();
        context.showLater(cache, batch);
    }

    /** Seats that go on need a round, also while the job is paused. */
    private void goOn() {
        boolean assignmentsGoOn = context.policy().assignmentsGoOn();
        if (cache.job().state() == JobState.RUNNING
                || assignmentsGoOn && cache.job().state() == JobState.PAUSED) {
            writer.openRound();
        }
    }

    private void leave() {
        if (!context.policy().assignmentsGoOn()) {
            stop();
        }
    }

    private void stop() {
        clock.stop();
        batch.afterwards(context.openAssignments()::clear);
    }
}
