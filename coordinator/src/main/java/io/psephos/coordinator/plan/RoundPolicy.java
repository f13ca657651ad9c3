package io.psephos.coordinator.plan;

import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import java.util.List;
import java.util.Set;

/**
 * When rounds give assignments, take updates and close: by cohorts that are asked together (synchronous), or by a buffer
 * that fills as clients come and go (buffered, asynchronous). Stateless.
 */
public sealed interface RoundPolicy permits CohortPolicy, BufferPolicy {

    /** The policy of a job. */
    static RoundPolicy of(JobSpec spec) {
        return spec.schedule().isSynchronous() ? new CohortPolicy(spec) : new BufferPolicy(spec);
    }

    /** What a deadline belongs to. */
    enum DeadlineOf {
        /** All assignments of a round end with it. */
        ROUND,
        /** Each assignment has its own, and goes on from round to round until it passes. */
        ASSIGNMENT
    }

    /** What a deadline of the job belongs to. */
    DeadlineOf deadlineOf();

    /** Whether assignments go on when their round has ended. */
    default boolean assignmentsGoOn() {
        return deadlineOf() == DeadlineOf.ASSIGNMENT;
    }

    /** What clients are asked for in a round, in this order. */
    List<Exchange> exchanges();

    /** The exchange that brings updates. */
    default Exchange update() {
        return exchanges().get(exchanges().size() - 1);
    }

    /** Names of the roster's members whose turn the round is; none where it is everybody's. */
    Set<String> drawn(long round);

    /** Assignments that may still be given. */
    int freeSlots(int open, int accepted);

    /** Whether clients wait in a line where slots are few, since fast ones would take each as it gets free. */
    boolean hasWaitingList();

    /** Whether a client whose assignment has the fate may have another one in the same round. */
    boolean mayBeFollowed(Fate fate);

    /** Whether an update that lies so many versions behind is too old. */
    boolean isStale(long staleness);

    /** What an update that lies so many versions behind counts. */
    Dampened dampened(long staleness);

    /** Whether what a client reports counts only once its update is accepted. */
    boolean countsReportsWithUpdates();

    /** What is to become of a round that has come so far. */
    RoundVerdict judge(RoundStatus status);

    /**
     * What is left of an update that lies behind.
     *
     * @param update factor of its weight among others
     * @param step factor of the round's step, where it is alone and a weight would change nothing
     */
    record Dampened(double update, double step) {
        /** All of it. */
        public static final Dampened NOT = new Dampened(1, 1);
    }
}
