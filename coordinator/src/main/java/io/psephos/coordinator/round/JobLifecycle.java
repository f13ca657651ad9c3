package io.psephos.coordinator.round;

import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import java.util.Locale;

/** The commands of operators that change a job's state. */
final class JobLifecycle {
    private final RoundEnd end;
    private final JobCache cache;
    private final JobWriter writer;
    private final RosterWatch roster;

    JobLifecycle(RoundEnd end, JobCache cache, JobWriter writer, RosterWatch roster) {
        this.end = end;
        this.cache = cache;
        this.writer = writer;
        this.roster = roster;
    }

    /** Changes the job's state; succeeds where the job has the state already and the protocol allows that. */
    Moved move(Move move, String actor) {
        JobState state = cache.job().state();
        if (move == Move.START && state == JobState.CREATED && cache.parameters().length == 0) {
            return new Moved.NoModel(cache.job().view());
        }
        if (isStepFrom(state, move)) {
            take(move);
            writer.audit(actor, "job-" + move.name().toLowerCase(Locale.ROOT), null, null, "");
            return new Moved.Done(cache.job().view());
        }
        return state == goal(move)
                ? new Moved.Done(cache.job().view())
                : new Moved.WrongState(cache.job().view());
    }

    private static boolean isStepFrom(JobState state, Move move) {
        return switch (move) {
            case START -> state == JobState.CREATED;
            case PAUSE -> state == JobState.RUNNING;
            case RESUME -> state == JobState.PAUSED;
            case STOP -> !state.hasEnded();
        };
    }

    private static JobState goal(Move move) {
        return switch (move) {
            case START, RESUME -> JobState.RUNNING;
            case PAUSE -> JobState.PAUSED;
            case STOP -> JobState.STOPPED;
        };
    }

    private void take(Move move) {
        switch (move) {
            case START -> {
                writer.move(JobState.RUNNING, null, Kind.JOB_STARTED);
                writer.openRound();
                roster.begin();
            }
            case PAUSE -> writer.move(JobState.PAUSED, null, Kind.JOB_PAUSED);
            case RESUME -> resume();
            case STOP -> {
                end.discard("the job was stopped");
                writer.move(JobState.STOPPED, null, Kind.JOB_STOPPED);
            }
        }
    }

    private void resume() {
        writer.move(JobState.RUNNING, null, Kind.JOB_RESUMED);
        if (cache.round() == null) {
            writer.openRound();
        }
        writer.announceSlots();
        roster.look();
    }
}
