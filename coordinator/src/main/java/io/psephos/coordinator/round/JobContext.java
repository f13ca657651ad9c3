package io.psephos.coordinator.round;

import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Eligibility;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.coordinator.plan.RoundPolicy;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the commands of one job have in common, and the snapshots that any thread may read. */
final class JobContext {
    private final Ports ports;
    private final Announcements announcements;
    private final JobId id;
    private final JobSpec spec;
    private volatile Eligibility eligibility;
    private volatile Intake intake;
    private volatile ArtefactIntake artefacts;
    private final RoundPolicy policy;
    private final OpenAssignments openAssignments;
    private final WaitingList waitingList = new WaitingList();
    private final AtomicLong bytesDown = new AtomicLong();
    private @Nullable LearningProcess process;
    private @Nullable RoundPipeline pipeline;
    private @Nullable FilterStage filterStage;
    private volatile StoredJob stored;
    private volatile @Nullable StoredModel latest;

    JobContext(Ports ports, Announcements announcements, StoredJob stored, OpenAssignments openAssignments) {
        this.ports = ports;
        this.announcements = announcements;
        this.stored = stored;
        this.id = stored.id();
        this.spec = stored.spec();
        this.policy = RoundPolicy.of(spec);
        this.openAssignments = openAssignments;
        this.eligibility = new Eligibility(spec, stored.layout().parameterCount());
        this.intake = new Intake(spec, stored.layout());
        this.artefacts = artefactIntake(stored);
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

    Intake intake() {
        return intake;
    }

    ArtefactIntake artefacts() {
        return artefacts;
    }

    private ArtefactIntake artefactIntake(StoredJob job) {
        return new ArtefactIntake(
                LearningProcess.of(spec, job.layout(), ports.stages()).takes());
    }

    /** Who waits for a seat; for the job's writer only. */
    WaitingList waitingList() {
        return waitingList;
    }

    /** Lets everybody who waits ask again. */
    void callThoseInLine() {
        waitingList.called();
        announcements.slotsAt(id);
    }

    OpenAssignments openAssignments() {
        return openAssignments;
    }

    /** The job as it was last committed. */
    StoredJob stored() {
        return stored;
    }

    /** The newest model of a job that has not ended. */
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

    /** Bytes of models that were sent since this was last asked. */
    long takeBytesDown() {
        return bytesDown.getAndSet(0);
    }

    /** Lets others read what is in the journal now; the parameters of a job that ended stay there. */
    void show(StoredJob job, float[] parameters) {
        if (!job.layout().equals(stored.layout())) {
            eligibility = new Eligibility(spec, job.layout().parameterCount());
            intake = new Intake(spec, job.layout());
            artefacts = artefactIntake(job);
            filterStage = null;
            process = null;
            pipeline = null;
        }
        stored = job;
        latest = parameters.length == 0 ? null : new StoredModel(id, job.modelVersion(), job.layout(), parameters);
    }

    /** Shows the book as it is now, once it is durable. */
    void showLater(JobCache cache, Batch batch) {
        StoredJob job = cache.job();
        float[] parameters = cache.parameters();
        batch.afterwards(() -> show(job, parameters));
    }

    JobWriter writer(JobCache cache, Batch batch) {
        return new JobWriter(ports, announcements, cache, batch, filterStage());
    }

    /** Made when it is first needed; for the job's writer only. */
    FilterStage filterStage() {
        FilterStage made = filterStage;
        if (made == null) {
            made = new FilterStage(ports.journal(), id, spec, stored.layout());
            filterStage = made;
        }
        return made;
    }

    /** What the job is compiled to, made when it is first needed; for the job's writer only. */
    LearningProcess process() {
        LearningProcess made = process;
        if (made == null) {
            made = LearningProcess.of(spec, stored.layout(), ports.stages());
            process = made;
        }
        return made;
    }

    /** What turns a closed round into a version; for the job's writer only. */
    RoundPipeline pipeline() {
        RoundPipeline made = pipeline;
        if (made == null) {
            made = new RoundPipeline(
                    spec, process(), ports.evaluators().forJob(spec).orElse(null));
            pipeline = made;
        }
        return made;
    }
}
