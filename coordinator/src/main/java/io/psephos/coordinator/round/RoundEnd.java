package io.psephos.coordinator.round;

import io.psephos.aggregation.stage.AcceptedUpdates;
import io.psephos.aggregation.stage.Need;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.coordinator.plan.MajorityAgreement;
import io.psephos.coordinator.plan.RoundVerdict;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.MissingExtensionException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands that end rounds: closing, aggregation, publication, abandonment. */
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

    /** Closes or abandons the open round where its policy says so. */
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

    /** Expires assignments whose own deadline has passed. */
    void expireAssignments() {
        Collecting round = cache.collecting();
        if (round == null || !round.policy().assignmentsOutliveRounds()) {
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
        ringNext(round);
        writer.announceSlots();
    }

    /**
     * Admits refused clients again, after a while, where no other client is at work: otherwise the round might wait for
     * ever for clients that never come, or that take every offer and never send.
     */
    private void watch(Collecting round, Duration now) {
        boolean keepsAway = round.policy().assignmentsOutliveRounds() && round.keepsAway();
        if (keepsAway && round.retryAt() == null && !round.isAnyoneAtWork()) {
            round.setRetry(now.plus(context.policy().update().deadline()));
            ringNext(round);
        }
    }

    /** Sets the alarm to the first deadline of an assignment, or to when refused clients are asked again. */
    private void ringNext(Collecting round) {
        clock.ringNext(
                round,
                Stream.concat(
                                round.openAssignments().stream().map(LiveAssignment::deadline),
                                Stream.ofNullable(round.retryAt()))
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    private void expire(Collecting round, LiveAssignment live) {
        StoredAssignment open = live.assignment();
        writer.expire(round, live);
        batch.afterwards(() -> context.openAssignments().remove(open));
    }

    /** Aggregates the frozen set of updates into a version, if there is one. */
    void aggregate() {
        if (!(cache.round() instanceof Aggregating round)) {
            return;
        }
        if (round.accepted() < round.quorum()) {
            abandon(round, "too many of its accepted updates are lost");
            return;
        }
        try {
            RoundPipeline.Outcome outcome = onCompute(round);
            writer.credit(
                    round, outcome.result().clientMeasurements().getOrDefault(MajorityAgreement.AGREEMENT, Map.of()));
            publish(round, outcome);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException passing && isPassing(passing)) {
                throw passing;
            }
            LOG.log(System.Logger.Level.ERROR, "a round could not be aggregated and its job fails", e.getCause());
            fail(reason(e.getCause()));
        }
        context.showLater(cache, batch);
    }

    /** Discards the open round and fails the job. */
    void fail(String reason) {
        discard("the round could not be aggregated");
        writer.move(JobState.FAILED, reason, Kind.JOB_FAILED);
    }

    /** Why the job fails; an arithmetic exception says that training diverged. */
    private static String reason(@Nullable Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        String told = message == null ? "a round could not be aggregated; the log tells more" : message;
        if (failure instanceof FoldQueue.UnfoldedException && failure.getCause() instanceof ExtensionException own) {
            return String.valueOf(own.getMessage());
        }
        return failure instanceof ArithmeticException ? JobView.divergence(told) : told;
    }

    /** Whether the same round may well be aggregated later: storage, memory or a pool that shuts down failed, not the set. */
    private static boolean isPassing(RuntimeException failure) {
        return failure instanceof JournalException
                || failure instanceof MissingExtensionException
                || failure instanceof FoldQueue.UnfoldedException && !(failure.getCause() instanceof ExtensionException)
                || failure instanceof RejectedExecutionException;
    }

    /** Abandons the open round, if there is one. */
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
        stopUnlessOutlived();
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
            openNext();
        }
    }

    /** Expires every undecided assignment of the round. */
    private void expireAll(Round round) {
        Collecting collecting = switch (round) {
            case Collecting open -> open;
            case Aggregating closed -> closed.collected();
        };
        if (collecting.policy().assignmentsOutliveRounds()) {
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

    private void abandon(Round round, String reason) {
        writer.abandon(round, reason, context.takeBytesDown());
        stopUnlessOutlived();
        StoredJob job = cache.job();
        if (job.state() == JobState.RUNNING && job.abandonedInARow() % STALLED_AFTER == 0) {
            writer.happened(Kind.STALLED, null, null, null, null);
        }
        openNext();
        context.showLater(cache, batch);
    }

    /** Opens the next round for assignments that outlive the last, also while the job is paused. */
    private void openNext() {
        boolean outlive = context.policy().assignmentsOutliveRounds();
        if (cache.job().state() == JobState.RUNNING || outlive && cache.job().state() == JobState.PAUSED) {
            writer.openRound();
        }
    }

    private void stopUnlessOutlived() {
        if (!context.policy().assignmentsOutliveRounds()) {
            stop();
        }
    }

    private void stop() {
        clock.stop();
        batch.afterwards(context.openAssignments()::clear);
    }
}
