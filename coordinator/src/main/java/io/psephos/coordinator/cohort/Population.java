package io.psephos.coordinator.cohort;

import io.psephos.coordinator.Participant;
import io.psephos.protocol.ClientId;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The living clients of a deployment. */
public interface Population {

    /**
     * Whether any living client that fits was not asked yet; the way to know that a round needs to wait for nobody.
     *
     * @param fits who sees the job and can do it
     * @param asked who had an assignment in the round already
     */
    boolean anyoneBut(Set<ClientId> asked, Predicate<Participant> fits);

    /** How many living clients fit. */
    default int living(Predicate<Participant> fits) {
        AtomicInteger living = new AtomicInteger();
        anyoneBut(Set.of(), client -> {
            living.addAndGet(fits.test(client) ? 1 : 0);
            return false;
        });
        return living.get();
    }
}
