package io.psephos.client.update;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client's memory in maps, lost with the process. */
final class TransientMemory implements ClientMemory {
    private final Map<JobId, Standing> standings = new HashMap<>();
    private final Map<JobId, NamedState> local = new HashMap<>();
    private final Map<AssignmentId, NamedState> onTheirWay = new HashMap<>();

    @Override
    public synchronized NamedState current(JobId job) {
        return standing(job).state.and(local.getOrDefault(job, NamedState.EMPTY));
    }

    @Override
    public synchronized void keep(AssignedUpdate update, NamedState next) {
        NamedState following = ClientMemory.following(next);
        if (!following.names().isEmpty()) {
            onTheirWay.put(update.assignment(), following);
        }
        local.put(update.job(), ClientMemory.local(next));
    }

    @Override
    public synchronized void became(AssignedUpdate update, Fate fate) {
        Standing standing = standing(update.job());
        boolean isCurrent = update.assignment().equals(standing.of);
        switch (fate) {
            case ACCEPTED:
                NamedState next = onTheirWay.remove(update.assignment());
                if (next != null) {
                    standings.put(update.job(), new Standing(update.assignment(), next, standing.state));
                }
                break;
            case COUNTED:
                if (isCurrent) {
                    standings.put(update.job(), new Standing(update.assignment(), standing.state, NamedState.EMPTY));
                }
                break;
            case DISCARDED:
                if (isCurrent) {
                    standings.put(update.job(), new Standing(null, standing.before, NamedState.EMPTY));
                }
                break;
            case REFUSED:
                onTheirWay.remove(update.assignment());
                break;
            default:
                break;
        }
    }

    private Standing standing(JobId job) {
        return standings.getOrDefault(job, Standing.NOTHING);
    }

    /**
     * The current memory of a job.
     *
     * @param of the update that left it; null where it can no longer be discarded
     * @param before the memory to go back to if that update is discarded
     */
    private record Standing(@Nullable AssignmentId of, NamedState state, NamedState before) {
        static final Standing NOTHING = new Standing(null, NamedState.EMPTY, NamedState.EMPTY);
    }
}
