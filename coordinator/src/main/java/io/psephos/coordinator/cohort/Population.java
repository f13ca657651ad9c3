package io.psephos.coordinator.cohort;

import io.psephos.coordinator.Participant;
import io.psephos.protocol.ClientId;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The active clients of a deployment. */
public interface Population {

    /**
     * Whether any active client that fits was not asked yet; if none is left, a round need not wait for further
     * clients.
     *
     * @param fits tests whether a client sees the job and is capable of it
     * @param asked clients that had an assignment in the round already
     */
    boolean anyoneBut(Set<ClientId> asked, Predicate<Participant> fits);

    /** Returns how many active clients fit. */
    default int living(Predicate<Participant> fits) {
        AtomicInteger living = new AtomicInteger();
        anyoneBut(Set.of(), client -> {
            living.addAndGet(fits.test(client) ? 1 : 0);
            return false;
        });
        return living.get();
    }
}
