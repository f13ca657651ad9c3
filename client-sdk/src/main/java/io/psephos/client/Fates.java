package io.psephos.client;

import io.psephos.client.update.AssignedUpdate;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.json.ProtocolJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The statuses of the client's updates, as the server reports them, and their effects on the client's memory. */
final class Fates {
    private final CoordinatorApi api;
    private final FileMemory memory;
    private final ProgressListener listener;
    private @Nullable AssignedUpdate last;

    Fates(CoordinatorApi api, FileMemory memory, ProgressListener listener) {
        this.api = api;
        this.memory = memory;
        this.listener = listener;
    }

    /** Notes that the server has accepted an update. */
    void accepted(AssignedUpdate update) {
        memory.became(update, Fate.ACCEPTED);
        last = update;
    }

    /**
     * Asks for the status of the job's last update, which must be known before the next one.
     *
     * @return whether the status is known now
     */
    boolean learnBefore(JobId job) {
        AssignedUpdate sent = last;
        last = null;
        boolean isKnown = sent == null || learn(sent) || !sent.job().equals(job);
        Optional<AssignedUpdate> unsettled = memory.unsettled(job)
                .filter(update -> sent == null || !update.assignment().equals(sent.assignment()));
        return unsettled.map(this::learn).orElse(true) && isKnown;
    }

    /**
     * Asks for the update's status and passes it to the memory; false where the server gives none that this version
     * knows.
     */
    boolean learn(AssignedUpdate update) {
        Answer answer = api.fate(update);
        if (!answer.isSuccess()) {
            return false;
        }
        try {
            Fate fate = ProtocolJson.lenient().treeToValue(answer.json().path("fate"), Fate.class);
            memory.became(update, fate);
            listener.on(new Progress.FateLearned(update.assignment(), fate));
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }
}
