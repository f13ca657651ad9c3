package io.psephos.coordinator.round;

import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.model.InitialModels.InitialModel;
import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.MissingExtensionException;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.ModelDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The creation of jobs: checks that nets and data sets of the spec are held here, and stores version 0. */
final class JobCreation {
    private static final ParameterLayout TO_BE_UPLOADED =
            new ParameterLayout(List.of(new TensorShape("to-be-uploaded", List.of(1))));

    private final Ports ports;

    JobCreation(Ports ports) {
        this.ports = ports;
    }

    /**
     * Creates a job durably, in state {@code created}.
     *
     * @throws InvalidJobException when this server lacks its net or its data set
     */
    StoredJob create(JobSpec spec, String actor) {
        List<Violation> lacks = new ArrayList<>();
        Optional<InitialModel> model = lookUp(spec, lacks);
        if (!lacks.isEmpty()) {
            throw new InvalidJobException(lacks);
        }
        return model.isPresent() ? createWith(model.get(), spec, actor) : createWaiting(spec, actor);
    }

    /** Returns violations for what the spec names and this server does not hold. */
    List<Violation> lacks(JobSpec spec) {
        List<Violation> lacks = new ArrayList<>();
        lookUp(spec, lacks);
        return lacks;
    }

    /**
     * Returns version 0, unless it is to be uploaded.
     *
     * @param lacks collects violations for what is not held here
     */
    private Optional<InitialModel> lookUp(JobSpec spec, List<Violation> lacks) {
        try {
            return found(spec, lacks);
        } catch (ExtensionException e) {
            lacks.add(new Violation(ExtensionFamily.NET.key(), "unsupported", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private Optional<InitialModel> found(JobSpec spec, List<Violation> lacks) {
        requireMemory(spec, lacks);
        requireRoot(spec, lacks);
        Optional<InitialModel> model =
                spec.model().upload() || !lacks.isEmpty() ? Optional.empty() : initialModel(spec, lacks);
        if (lacks.isEmpty()
                && spec.evaluation().data() == EvaluationData.SERVER
                && ports.evaluators().forJob(spec).isEmpty()) {
            lacks.add(new Violation(
                    "evaluation.set",
                    "unsupported",
                    "no data set '" + spec.evaluation().set() + "' that fits the model is held here"
                            + (Extensions.isName(spec.evaluation().set())
                                    ? "; a jar that has it is given by --plugin FILE.jar"
                                    : "")));
        }
        if (lacks.isEmpty()
                && spec.aggregation().rule().usesServerExamples()
                && ports.roots().rootOf(spec).isEmpty()) {
            lacks.add(new Violation(
                    "aggregation.rule",
                    "unsupported",
                    spec.aggregation().rule().word() + " trains on "
                            + spec.aggregation().choice().whole("examples")
                            + " examples of the server's own, and of data set '"
                            + spec.evaluation().set() + "' not as many that fit the model are held here"));
        }
        if (lacks.isEmpty()) {
            compile(spec, model.map(InitialModel::layout).orElseGet(() -> layoutOfUpload(spec)), lacks);
        }
        return model;
    }

    /** Finds out whether the server can train the model itself, where the rule asks for that. */
    private static void requireRoot(JobSpec spec, List<Violation> lacks) {
        if (spec.aggregation().rule().usesServerExamples()
                && spec.model().extension().isPresent()) {
            lacks.add(new Violation(
                    "aggregation.rule",
                    "unsupported",
                    "must do without examples of the server's own, was "
                            + spec.aggregation().rule().word() + ", which trains a built-in net on some"));
        }
    }

    /** Finds out whether the model fits into memory, before any of it is made. */
    private void requireMemory(JobSpec spec, List<Violation> lacks) {
        boolean upload = spec.model().upload();
        long parameters = upload
                ? spec.model().layout().map(ParameterLayout::parameterCount).orElse(0)
                : ports.models().parameterCount(spec.model()).orElse(0);
        int most = ports.models().mostParameters();
        if (parameters > most) {
            lacks.add(new Violation(
                    upload ? "model.layout" : "model.layers",
                    "out-of-range",
                    "the model has " + parameters + " parameters, and this server's memory allows for " + most));
        }
    }

    /** Finds out whether the stages that the spec asks for go together. */
    /** Finds out whether a user's codec can be made for the model. */
    private static void requireCodec(JobSpec spec, ParameterLayout layout, List<Violation> lacks) {
        try {
            Codecs.forJob(spec.codec(), layout).lengthOf(layout.parameterCount());
        } catch (ExtensionException e) {
            lacks.add(new Violation(ExtensionFamily.CODEC.key(), "unsupported", String.valueOf(e.getMessage())));
        }
    }

    private void compile(JobSpec spec, ParameterLayout layout, List<Violation> lacks) {
        try {
            LearningProcess.of(spec, layout, ports.stages());
            requireCodec(spec, layout, lacks);
        } catch (MissingExtensionException e) {
            // Whoever read the job file has told of it.
            return;
        } catch (ExtensionException e) {
            lacks.add(new Violation(ExtensionFamily.STAGE.key(), "unsupported", String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            lacks.add(new Violation("", "contradiction", String.valueOf(e.getMessage())));
        }
    }

    private static ParameterLayout layoutOfUpload(JobSpec spec) {
        return spec.model().layout().orElse(TO_BE_UPLOADED);
    }

    private Optional<InitialModel> initialModel(JobSpec spec, List<Violation> lacks) {
        try {
            Optional<InitialModel> model = ports.models().create(spec.model());
            if (model.isEmpty()) {
                lacks.add(new Violation("model.net", "unsupported", "no net of this name and shape is known"));
            }
            return model;
        } catch (IllegalArgumentException | ArithmeticException e) {
            lacks.add(new Violation("model.layers", "out-of-range", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private StoredJob createWaiting(JobSpec spec, String actor) {
        Instant at = ports.time().now();
        StoredJob job = stored(spec, layoutOfUpload(spec), at);
        store(
                job,
                new JournalEntry.JobCreated(job),
                new JournalEntry.Audited(job.id(), at, actor, "job-created", null, null, spec.name()));
        return job;
    }

    private StoredJob stored(JobSpec spec, ParameterLayout layout, Instant at) {
        return new StoredJob(new JobId(ports.ids().next("j-")), spec, JobState.CREATED, null, layout, 0, 0, 0, 0, at);
    }

    private StoredJob createWith(InitialModel model, JobSpec spec, String actor) {
        Instant at = ports.time().now();
        StoredJob job = stored(spec, model.layout(), at);
        store(
                job,
                new JournalEntry.JobCreated(job),
                new JournalEntry.ModelStored(
                        job.id(),
                        new StoredModel(job.id(), 0, model.layout(), model.parameters()),
                        ModelDigest.hex(model.parameters()),
                        at),
                new JournalEntry.Audited(job.id(), at, actor, "job-created", null, null, spec.name()));
        return job;
    }

    /**
     * Commits a new job; where the commit's answer was lost, looks it up, so that the caller does not create the job
     * twice.
     */
    private void store(StoredJob job, JournalEntry... entries) {
        try {
            ports.journal().commit(List.of(entries));
        } catch (JournalException e) {
            if (ports.journal().job(job.id()).isEmpty()) {
                throw e;
            }
        }
    }
}
