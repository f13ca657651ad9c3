package io.psephos.server.http.device;

import io.psephos.compression.chain.StepChain;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.model.Artefact;
import io.psephos.server.http.wire.ModelVersions;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Caller;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Model versions, and the artefacts beside them, for those who may have them; what was sent lately is kept ready. Calls block. */
public final class ModelFiles {
    /** No artefact has the name. */
    private static final String PARAMETERS = "";

    private final Coordinator coordinator;
    private final long capacity;
    private final ReentrantLock reading = new ReentrantLock();
    private final Map<Key, ModelFile> recent = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /** @param capacity bytes of files that are kept; the newest one always is */
    public ModelFiles(Coordinator coordinator, long capacity) {
        this.coordinator = coordinator;
        this.capacity = capacity;
    }

    ModelFile file(Caller caller, JobId job, String version) {
        return sent(caller, job, version, PARAMETERS);
    }

    /** What was published beside the version under the name. */
    ModelFile artefact(Caller caller, JobId job, String version, String name) {
        if (!Artefact.isName(name)) {
            throw noArtefact(name);
        }
        return sent(caller, job, version, name);
    }

    private ModelFile sent(Caller caller, JobId job, String version, String name) {
        JobView view = visible(caller, job);
        Key key = new Key(job, wanted(view, version), name);
        ModelFile ready = recent(key);
        ModelFile file = ready != null ? ready : readAlone(view, key);
        if (caller instanceof Caller.Device) {
            coordinator.countDownload(job, file.bytes().length);
        }
        return file;
    }

    /** Reads one file at a time, once for all who ask for it, so that many readers take no more memory than one. */
    private ModelFile readAlone(JobView view, Key key) {
        reading.lock();
        try {
            ModelFile ready = recent(key);
            if (ready != null) {
                return ready;
            }
            ModelFile file = read(view, key);
            return isFinal(view) ? remember(key, file) : file;
        } finally {
            reading.unlock();
        }
    }

    /** Whether no other model is uploaded in place of version 0. */
    private static boolean isFinal(JobView view) {
        return view.state() != JobState.CREATED || !view.spec().model().upload();
    }

    private ModelFile read(JobView view, Key key) {
        Optional<byte[]> file = key.name().equals(PARAMETERS)
                ? Optional.of(stored(view, key.version()).file())
                : coordinator.artefact(key.job(), key.version(), key.name());
        return new ModelFile(key.version(), file.orElseThrow(() -> {
            stored(view, key.version());
            return noArtefact(key.name());
        }));
    }

    private static long wanted(JobView view, String version) {
        return "latest".equals(version) ? view.modelVersion() : ModelVersions.number(version);
    }

    /** The steps from version {@code since} on. */
    Delta delta(Caller caller, JobId job, String version, @Nullable String since) {
        JobView view = visible(caller, job);
        long wanted = wanted(view, version);
        if (wanted > view.modelVersion()) {
            throw missing(view, wanted);
        }
        if (since == null || !since.matches("[0-9]{1,16}") || Long.parseLong(since) > wanted) {
            throw RefusedException.of(
                    ProblemCode.BAD_REQUEST, "since must be a version up to the one asked for", since);
        }
        if (caller instanceof Caller.Device device && !canRead(device.participant(), view.spec())) {
            throw RefusedException.of(ProblemCode.NO_DELTA, "the client does not name the codec of the steps", null);
        }
        Delta delta = coordinator
                .smallerDelta(job, Long.parseLong(since), wanted)
                .map(bytes -> new Delta(wanted, Long.parseLong(since), bytes))
                .orElseThrow(() -> RefusedException.of(
                        ProblemCode.NO_DELTA, "the full download is the way to this version", since));
        if (caller instanceof Caller.Device) {
            coordinator.countDownload(job, delta.bytes().length);
        }
        return delta;
    }

    /** Scaled votes are for all, steps of other schemes for those who name them. */
    private static boolean canRead(Participant client, JobSpec spec) {
        return spec.aggregation()
                .serverErrorFeedback()
                .map(JobSpec.Codec::scheme)
                .filter(scheme -> !StepChain.isForAll(scheme.frame()))
                .map(scheme -> client.codecs().contains(scheme.word()))
                .orElse(true);
    }

    /** The bytes that lead from one version to another. */
    record Delta(long version, long since, byte[] bytes) {}

    private JobView visible(Caller caller, JobId job) {
        return switch (caller) {
            case Caller.Person person -> coordinator.job(job).orElseThrow(ModelFiles::unknownJob);
            case Caller.Device device -> visible(device.participant(), job);
        };
    }

    private JobView visible(Participant client, JobId job) {
        if (!coordinator.sees(client, job)) {
            throw unknownJob();
        }
        if (!coordinator.everAssigned(job, client.id())) {
            throw RefusedException.of(ProblemCode.FORBIDDEN, "the client never had an assignment of the job");
        }
        return coordinator.job(job).orElseThrow(ModelFiles::unknownJob);
    }

    private StoredModel stored(JobView view, long version) {
        return coordinator.model(view.job(), version).orElseThrow(() -> missing(view, version));
    }

    private static RefusedException missing(JobView view, long version) {
        return version < view.modelVersion()
                ? RefusedException.of(ProblemCode.GONE, "the version is kept no longer", Long.toString(version))
                : RefusedException.of(ProblemCode.NOT_FOUND, "there is no such version", Long.toString(version));
    }

    private static RefusedException noArtefact(String name) {
        return RefusedException.of(ProblemCode.NOT_FOUND, "the version has no artefact of this name", name);
    }

    private static RefusedException unknownJob() {
        return RefusedException.of(ProblemCode.NOT_FOUND, "there is no such job");
    }

    private synchronized @Nullable ModelFile recent(Key key) {
        return recent.get(key);
    }

    private synchronized ModelFile remember(Key key, ModelFile file) {
        ModelFile before = recent.put(key, file);
        held += file.bytes().length - (before == null ? 0 : before.bytes().length);
        Iterator<ModelFile> oldest = recent.values().iterator();
        while (held > capacity && recent.size() > 1) {
            held -= oldest.next().bytes().length;
            oldest.remove();
        }
        return file;
    }

    /** @param name of an artefact, or {@link #PARAMETERS} */
    private record Key(JobId job, long version, String name) {}
}
