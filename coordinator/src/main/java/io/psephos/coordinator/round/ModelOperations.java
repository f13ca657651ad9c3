package io.psephos.coordinator.round;

import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.OperatorCalls.Uploaded;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.model.ForeignModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The commands of operators that replace a job's model: upload and rollback. */
final class ModelOperations {
    private final JobContext context;
    private final JobCache cache;
    private final JobWriter writer;

    ModelOperations(JobContext context, JobCache cache, JobWriter writer) {
        this.context = context;
        this.cache = cache;
        this.writer = writer;
    }

    Uploaded upload(ForeignModel model, String actor) {
        StoredJob job = cache.job();
        if (job.state() != JobState.CREATED || !job.spec().model().upload()) {
            return new Uploaded.Refused(
                    ProblemCode.WRONG_STATE,
                    "the job does not wait for a model",
                    job.state().word());
        }
        Optional<ParameterLayout> wanted = job.spec().model().layout();
        if (wanted.isPresent() && !wanted.get().equals(model.layout())) {
            return new Uploaded.Refused(ProblemCode.WRONG_LAYOUT, "the job file names other tensors", null);
        }
        writer.upload(model);
        List<String> detail = new ArrayList<>(List.of(model.layout().parameterCount() + " parameters"));
        detail.addAll(model.notes());
        writer.audit(actor, "model-uploaded", null, null, String.join("; ", detail));
        return new Uploaded.Done();
    }

    /** @param model the version that becomes the newest; null where it is no longer kept */
    Moved rollback(long version, @Nullable StoredModel model, String actor) {
        StoredJob job = cache.job();
        Collecting idle = idleRound();
        boolean isAtRest = job.state() == JobState.PAUSED && (cache.round() == null || idle != null)
                || job.state() == JobState.FINISHED
                || job.state() == JobState.STOPPED;
        if (!isAtRest) {
            return new Moved.WrongState(job.view());
        }
        if (model == null) {
            return new Moved.NoVersion(job.view(), version);
        }
        if (idle != null) {
            // What is older than the model that comes now would be of another line of versions.
            writer.abandon(idle, "the model was rolled back", 0);
        }
        writer.rollback(
                model.parameters(), artefactsOf(version), context.process().afterRollback(cache.state()));
        writer.audit(
                actor,
                "model-rolled-back",
                null,
                null,
                "version " + cache.job().modelVersion() + " has the parameters of " + model.version());
        return new Moved.Done(cache.job().view());
    }

    private Map<String, byte[]> artefactsOf(long version) {
        Map<String, byte[]> files = new TreeMap<>();
        Journal journal = context.ports().journal();
        for (String name : journal.artefacts(context.id(), version)) {
            journal.artefact(context.id(), version, name).ifPresent(file -> files.put(name, file));
        }
        return files;
    }

    /** Returns the open round of an asynchronous or buffered job if it has neither assignments nor updates. */
    private @Nullable Collecting idleRound() {
        Collecting round = cache.collecting();
        return round != null && round.policy().assignmentsOutliveRounds() && round.isEmpty() ? round : null;
    }

    Moved delete(String actor) {
        if (!cache.job().state().hasEnded()) {
            return new Moved.WrongState(cache.job().view());
        }
        writer.audit(actor, "job-deleted", null, null, cache.job().spec().name());
        writer.delete();
        return new Moved.Done(cache.job().view());
    }
}
