package io.psephos.coordinator.round;

import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Eligibility;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the commands of one job have in common, and the snapshots that any thread may read. */
final class JobDesk {
    private final Ports ports;
    private final Announcements announcements;
    private final JobId id;
    private final JobSpec spec;
    private volatile Eligibility eligibility;
    private volatile Intake intake;
    private final OpenSeats openSeats = new OpenSeats();
    private final Turns turns = new Turns();
    private final AtomicLong bytesDown = new AtomicLong();
    private @Nullable RoundPipeline pipeline;
    private @Nullable Screening screening;
    private volatile StoredJob stored;
    private volatile @Nullable StoredModel latest;

    JobDesk(Ports ports, Announcements announcements, StoredJob stored) {
        this.ports = ports;
        this.announcements = announcements;
        this.stored = stored;
        this.id = stored.id();
        this.spec = stored.spec();
        this.eligibility = new Eligibility(spec, stored.layout().parameterCount());
        this.intake = new Intake(spec, stored.layout());
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

    Intake intake() {
        return intake;
    }

    /** Who waits for a seat; for the job's writer only. */
    Turns turns() {
        return turns;
    }

    /** Lets everybody who waits ask again. */
    void callThoseInLine() {
        turns.called();
        announcements.seatsAt(id);
    }

    OpenSeats openSeats() {
        return openSeats;
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
            screening = null;
        }
        stored = job;
        latest = parameters.length == 0 ? null : new StoredModel(id, job.modelVersion(), job.layout(), parameters);
    }

    /** Shows the book as it is now, once it is durable. */
    void showLater(JobBook book, Batch batch) {
        StoredJob job = book.job();
        float[] parameters = book.parameters();
        batch.afterwards(() -> show(job, parameters));
    }

    JobWriter writer(JobBook book, Batch batch) {
        return new JobWriter(ports, announcements, book, batch, screening());
    }

    /** Made when it is first needed; for the job's writer only. */
    Screening screening() {
        Screening made = screening;
        if (made == null) {
            made = new Screening(ports.journal(), id, spec, stored.layout());
            screening = made;
        }
        return made;
    }

    Agreements agreements() {
        return new Agreements(ports.journal(), id, spec, intake);
    }

    /** Made by the first round that closes; for the job's writer only. */
    RoundPipeline pipeline() {
        RoundPipeline made = pipeline;
        if (made == null) {
            made = new RoundPipeline(
                    spec, stored.layout(), ports.evaluators().forJob(spec).orElse(null));
            pipeline = made;
        }
        return made;
    }
}
