package io.psephos.coordinator.plan;

import io.psephos.coordinator.cohort.Cohort;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import java.util.List;

/**
 * The policy by which rounds give assignments, take updates and close: cohorts that are asked together (synchronous),
 * or a buffer that fills as clients come and go (buffered, asynchronous). Stateless.
 */
public sealed interface RoundPolicy permits CohortPolicy, BufferPolicy {

    /** Returns the policy of a job. */
    static RoundPolicy of(JobSpec spec) {
        return spec.schedule().isSynchronous() ? new CohortPolicy(spec) : new BufferPolicy(spec);
    }

    /** What a deadline applies to. */
    enum DeadlineOf {
        /** The round: all its assignments end with it. */
        ROUND,
        /** The assignment: each has its own, and stays open from round to round until it passes. */
        ASSIGNMENT
    }

    /** Returns what a deadline of the job applies to. */
    DeadlineOf deadlineOf();

    /** Whether assignments stay open when their round has ended. */
    default boolean assignmentsOutliveRounds() {
        return deadlineOf() == DeadlineOf.ASSIGNMENT;
    }

    /** Returns the exchanges of a round, in order. */
    List<Exchange> exchanges();

    /** Returns the exchange named {@link Exchange#UPDATE}. */
    default Exchange update() {
        return exchanges().stream()
                .filter(exchange -> exchange.name().equals(Exchange.UPDATE))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a round without updates"));
    }

    /** Returns the policy of a round that asks the cohort. */
    RoundPolicy asking(Cohort cohort);

    /** Returns how many assignments may still be given. */
    int freeSlots(int open, int accepted);

    /** Whether clients queue for few slots, since fast ones would otherwise take each as it gets free. */
    boolean hasWaitingList();

    /** Whether a client whose assignment has the status may get another one in the same round. */
    boolean mayBeFollowed(Fate fate);

    /** Whether an update that is so many versions behind is too old. */
    boolean isStale(long staleness);

    /** Returns the dampening of an update that is so many versions behind. */
    Dampened dampened(long staleness);

    /** Whether a client's report counts only once its update is accepted. */
    boolean countsReportsWithUpdates();

    /** Decides whether a round goes on, closes or is abandoned. */
    RoundVerdict judge(RoundStatus status);

    /**
     * The dampening factors of a stale update.
     *
     * @param update factor of its weight relative to other updates
     * @param step factor of the round's step, for an update that is alone, where a weight would change nothing
     */
    record Dampened(double update, double step) {
        /** No dampening. */
        public static final Dampened NOT = new Dampened(1, 1);
    }
}
