package io.psephos.coordinator.round;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The turns of jobs at clients: which job has waited longest for a client, and which one a client served last. It is not
 * stored: after a restart all jobs begin in the order of their creation. For any thread.
 */
final class Turns {
    private final AtomicLong turn = new AtomicLong();
    private final Map<ClientId, JobId> lastJob = new ConcurrentHashMap<>();

    /** Returns the next turn; lower ones have waited longer. */
    long next() {
        return turn.incrementAndGet();
    }

    /** Notes that the client was given an assignment of the job. */
    void given(ClientId client, JobId job) {
        lastJob.put(client, job);
    }

    /** Whether the client's last assignment was the job's, so that other jobs that wait for the client come first. */
    boolean isLast(ClientId client, JobId job) {
        return job.equals(lastJob.get(client));
    }

    void forget(ClientId client) {
        lastJob.remove(client);
    }
}
