package io.psephos.client;

import io.psephos.protocol.JobId;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.json.ProtocolJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What became of the client's updates, as the server tells it, and what follows for the residuals. */
final class Fates {
    private final CoordinatorApi api;
    private final Residuals residuals;
    private final ProgressListener listener;
    private PendingUpdate.@Nullable Facts last;

    Fates(CoordinatorApi api, Residuals residuals, ProgressListener listener) {
        this.api = api;
        this.residuals = residuals;
        this.listener = listener;
    }

    /** Takes note that the server has accepted an update, whatever becomes of it. */
    void accepted(PendingUpdate.Facts facts) {
        residuals.accepted(facts);
        last = facts;
    }

    /**
     * Asks for what has to be known before the next update of the job.
     *
     * @return whether it is known now what became of the last one
     */
    boolean learnBefore(JobId job) {
        PendingUpdate.Facts sent = last;
        last = null;
        boolean isKnown = sent == null || learn(sent) || !sent.job().equals(job);
        Optional<PendingUpdate.Facts> unsettled = residuals
                .unsettled(job)
                .filter(facts -> sent == null || !facts.assignment().equals(sent.assignment()));
        return unsettled.map(this::learn).orElse(true) && isKnown;
    }

    /** Whether the server said it, in a word that this version knows. */
    boolean learn(PendingUpdate.Facts facts) {
        Answer answer = api.fate(facts.assignmentLink());
        if (answer.status() != 200) {
            return false;
        }
        try {
            Receipt receipt = ProtocolJson.lenient().treeToValue(answer.json(), Receipt.class);
            residuals.settle(facts, receipt.fate());
            listener.on(new Progress.FateLearned(facts.assignment(), receipt.fate()));
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }
}
