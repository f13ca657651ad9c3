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

    private final JobDesk desk;
    private final RoundClock clock;
    private final Runnable aggregateSoon;
    private final JobBook book;
    private final Batch batch;
    private final JobWriter writer;

    /** @param aggregateSoon submits the command that calls {@link #aggregate} */
    RoundEnd(JobDesk desk, RoundClock clock, Runnable aggregateSoon, JobBook book, Batch batch) {
        this.desk = desk;
        this.clock = clock;
        this.aggregateSoon = aggregateSoon;
        this.book = book;
        this.batch = batch;
        this.writer = desk.writer(book, batch);
    }

    /** Closes the open round if it has waited long enough. */
    void closeIfDue() {
        Collecting round = book.collecting();
        if (round == null) {
            return;
        }
        Duration now = desk.ports().time().uptime();
        switch (round.verdict(now, () -> isAnyoneLeft(round))) {
            case RoundVerdict.Close close -> freeze(round);
            case RoundVerdict.Abandon lost -> abandon(round, lost.reason());
            case RoundVerdict.GoOn goOn -> watch(round, now);
        }
    }

    /** Ends seats whose own deadline has passed. */
    void expireSeats() {
        Collecting round = book.collecting();
        if (round == null || !round.policy().assignmentsGoOn()) {
            clock.stop();
            return;
        }
        Duration now = desk.ports().time().uptime();
        for (Seat seat : round.openSeats()) {
            if (seat.isPastDeadline(now)) {
                expire(round, seat);
            }
        }
        Duration relief = round.reliefAt();
        if (relief != null && now.compareTo(relief) >= 0) {
            round.forgetRefusals();
            if (book.job().state() == JobState.RUNNING) {
                writer.happened(Kind.STALLED, null, null, null, null);
            }
        }
        Duration next = round.openSeats().stream()
                .map(Seat::deadline)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(round.reliefAt());
        clock.ringNext(round, next);
        writer.announceSeats();
    }

    /**
     * Sees to it that a round goes on at which nobody is at work though some are kept away: others may never come, and
     * no version would come then that lets them in again.
     */
    private void watch(Collecting round, Duration now) {
        boolean mayBeStuck = round.policy().assignmentsGoOn() && !round.hasOpenSeats();
        if (mayBeStuck && round.reliefAt() == null && round.keepsAway()) {
            Duration relief = now.plus(desk.policy().update().deadline());
            round.setRelief(relief);
            clock.ringNext(round, relief);
        }
    }

    private void expire(Collecting round, Seat seat) {
        StoredAssignment open = seat.assignment();
        writer.expire(round, seat);
        batch.afterwards(() -> desk.openSeats().remove(open));
    }

    /** Turns the frozen set into a version, if there is one to turn. */
    void aggregate() {
        if (!(book.round() instanceof Aggregating round)) {
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
        desk.showLater(book, batch);
    }

    /** Throws the open round away, if there is one. */
    void discard(String reason) {
        Round round = book.round();
        if (round != null) {
            expireAll(round);
            writer.abandon(round, reason, desk.takeBytesDown());
        }
    }

    private boolean isAnyoneLeft(Collecting round) {
        return desk.ports()
                .population()
                .anyoneBut(
                        round.asked(), client -> desk.sees(client) && desk.isCapable(client) && round.isTurnOf(client));
    }

    private void freeze(Collecting round) {
        writer.freeze(round);
        leave();
        batch.afterwards(aggregateSoon);
    }

    private RoundPipeline.Outcome onCompute(Aggregating round) {
        LearningProcess process = desk.process();
        RoundPipeline pipeline = desk.pipeline();
        RoundPipeline.Before before = new RoundPipeline.Before(
                book.parameters(), book.state(), book.job().published());
        AcceptedUpdates updates = process.needs().contains(Need.SINGLE_UPDATES)
                ? new JournaledUpdates(
                        desk.ports().journal(),
                        desk.id(),
                        desk.intake(),
                        round,
                        !process.takes().isEmpty())
                : AcceptedUpdates.hidden();
        return round.fold()
                .finish()
                .thenApplyAsync(
                        aggregate -> pipeline.run(round, aggregate, updates, before),
                        desk.ports().compute())
                .toCompletableFuture()
                .join();
    }

    private void publish(Aggregating round, RoundPipeline.Outcome published) {
        boolean isLast = isAccurate(published)
                || book.job().published() + 1 >= desk.spec().schedule().rounds();
        if (isLast) {
            expireAll(round);
        }
        writer.publish(round, published, desk.takeBytesDown());
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
            collecting.openSeats().forEach(seat -> expire(collecting, seat));
        }
        stop();
    }

    private boolean isAccurate(RoundPipeline.Outcome published) {
        JobSpec.Stop stop = desk.spec().stop();
        Double accuracy = published.evaluation() == null
                ? published.medians().get("accuracy")
                : Double.valueOf(published.evaluation().accuracy());
        return accuracy != null
                && stop.accuracy().isPresent()
                && accuracy >= stop.accuracy().getAsDouble();
    }

    private void abandon(Collecting round, String reason) {
        writer.abandon(round, reason, desk.takeBytesDown());
        leave();
        StoredJob job = book.job();
        if (job.state() == JobState.RUNNING && job.abandonedInARow() % STALLED_AFTER == 0) {
            writer.happened(Kind.STALLED, null, null, null, null);
        }
        goOn();
        desk.showLater(book, batch);
    }

    /** Seats that go on need a round, also while the job is paused. */
    private void goOn() {
        boolean seatsGoOn = desk.policy().assignmentsGoOn();
        if (book.job().state() == JobState.RUNNING || seatsGoOn && book.job().state() == JobState.PAUSED) {
            writer.openRound();
        }
    }

    private void leave() {
        if (!desk.policy().assignmentsGoOn()) {
            stop();
        }
    }

    private void stop() {
        clock.stop();
        batch.afterwards(desk.openSeats()::clear);
    }
}
