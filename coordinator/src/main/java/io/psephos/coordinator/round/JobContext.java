package io.psephos.coordinator.round;

import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Eligibility;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.plan.CohortDraw;
import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.coordinator.plan.RoundPolicy;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.model.CarriedTensors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The context shared by all commands of one job, with the snapshots that any thread may read. */
final class JobContext {
    private final Ports ports;
    private final Announcements announcements;
    private final JobId id;
    private final JobSpec spec;
    private volatile Eligibility eligibility;
    private volatile Intake intake;
    private volatile @Nullable ArtefactIntake artefacts;
    private final RoundPolicy policy;
    private final CohortDraw draw;
    private final OpenAssignments openAssignments;
    private final WaitingList waitingList;
    private final AtomicLong bytesDown = new AtomicLong();
    private @Nullable LearningProcess process;
    private @Nullable RoundPipeline pipeline;
    private @Nullable FilterStage filterStage;
    private @Nullable Offers offers;
    private volatile StoredJob stored;
    private volatile @Nullable StoredModel latest;

    JobContext(Ports ports, Announcements announcements, StoredJob stored, OpenAssignments openAssignments) {
        this.ports = ports;
        this.announcements = announcements;
        this.stored = stored;
        this.id = stored.id();
        this.spec = stored.spec();
        this.policy = RoundPolicy.of(spec);
        this.draw = CohortDraw.of(spec);
        this.openAssignments = openAssignments;
        this.waitingList = new WaitingList(announcements::isWaiting);
        this.eligibility = new Eligibility(spec, stored.layout().parameterCount());
        this.intake = new Intake(spec, stored.layout(), ports.journal().isDurable());
    }

    Ports ports() {
        return ports;
    }

    JobId id() {
        return id;
    }

    JobSpec spec() {
        return spec;
    }

    RoundPolicy policy() {
        return policy;
    }

    /** Returns the draw of the cohorts of its rounds. */
    CohortDraw draw() {
        return draw;
    }

    Intake intake() {
        return intake;
    }

    ArtefactIntake artefacts() {
        ArtefactIntake known = artefacts;
        if (known == null) {
            StoredJob job = stored;
            known = new ArtefactIntake(
                    LearningProcess.of(spec, job.layout(), ports.stages()).takes());
            artefacts = known;
        }
        return known;
    }

    /** Returns the clients that wait for a slot. */
    WaitingList waitingList() {
        return waitingList;
    }

    OpenAssignments openAssignments() {
        return openAssignments;
    }

    /** Returns the job as last committed. */
    StoredJob stored() {
        return stored;
    }

    /** Returns the newest model of a job that has not ended. */
    @Nullable
    StoredModel latest() {
        return latest;
    }

    boolean isRunning() {
        return stored.state() == JobState.RUNNING;
    }

    boolean sees(Participant client) {
        return eligibility.sees(client);
    }

    boolean isCapable(Participant client) {
        return eligibility.isCapable(client);
    }

    void countDownload(long bytes) {
        bytesDown.addAndGet(bytes);
    }

    /** Returns and resets the number of model bytes sent. */
    long takeBytesDown() {
        return bytesDown.getAndSet(0);
    }

    /** Publishes a new snapshot; parameters of a job that ended are read from the journal. */
    void show(StoredJob job, float[] parameters, CarriedTensors carried) {
        if (!job.layout().equals(stored.layout())) {
            eligibility = new Eligibility(spec, job.layout().parameterCount());
            intake = new Intake(spec, job.layout(), ports.journal().isDurable());
            artefacts = null;
            filterStage = null;
            process = null;
            offers = null;
            pipeline = null;
        }
        stored = job;
        latest = parameters.length == 0
                ? null
                : new StoredModel(id, job.modelVersion(), job.layout(), parameters, carried);
    }

    /** Publishes the cache's current content as the snapshot, once the batch is durable. */
    void showLater(JobCache cache, Batch batch) {
        StoredJob job = cache.job();
        float[] parameters = cache.parameters();
        CarriedTensors carried = cache.carried();
        batch.afterwards(() -> show(job, parameters, carried));
    }

    JobWriter writer(JobCache cache, Batch batch) {
        return new JobWriter(ports, announcements, cache, batch, filterStage(), draw);
    }

    /** Returns the builder of offers, created on first use; for the job's writer only. */
    Offers offers() {
        Offers known = offers;
        if (known == null) {
            known = new Offers(process(), policy, ports.time());
            offers = known;
        }
        return known;
    }

    /** Returns the filter stage, created on first use; for the job's writer only. */
    FilterStage filterStage() {
        FilterStage made = filterStage;
        if (made == null) {
            made = new FilterStage(ports.journal(), id, spec, stored.layout());
            filterStage = made;
        }
        return made;
    }

    /** Returns the compiled learning process, created on first use; for the job's writer only. */
    LearningProcess process() {
        LearningProcess made = process;
        if (made == null) {
            made = LearningProcess.of(spec, stored.layout(), ports.stages());
            process = made;
        }
        return made;
    }

    /** @throws io.psephos.protocol.MissingExtensionException where it judges on a user's set that is not here */
    private @Nullable Evaluator evaluator() {
        Evaluator evaluator = ports.evaluators().forJob(spec).orElse(null);
        String set = spec.evaluation().set();
        if (evaluator == null && spec.evaluation().data() == EvaluationData.SERVER && Extensions.isName(set)) {
            Extensions.require(Extension.class, Extensions.missing(ExtensionFamily.DATA_SET, set));
        }
        return evaluator;
    }

    /** Returns the pipeline from closed rounds to versions, created on first use; for the job's writer only. */
    RoundPipeline pipeline() {
        RoundPipeline made = pipeline;
        if (made == null) {
            made = new RoundPipeline(spec, process(), evaluator());
            pipeline = made;
        }
        return made;
    }
}
