package io.psephos.simulation;

import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.client.update.AssignedUpdate;
import io.psephos.client.update.ClientMemory;
import io.psephos.client.update.EncodedUpdate;
import io.psephos.client.update.LocalResult;
import io.psephos.client.update.TrainerMemory;
import io.psephos.compression.NotFiniteException;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.ClientCalls.Declining;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.Choice;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of a pool's clients to the coordinator: each takes its offer, trains and uploads. */
final class SyntheticClients {
    /** The metric by which selectors draw. */
    static final String LOSS = "loss";

    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    private final JobSpec spec;
    private final SyntheticPool pool;
    private final SimulationParts parts;
    private final Coordinator coordinator;
    private final Downloads downloads;
    private final ObservedUpdates observed;
    private final Set<String> codecs;
    private final ClientMemories memories = new ClientMemories();
    private @Nullable OfferedVersion newest;
    private final AtomicLong uploadBytes = new AtomicLong();
    private final AtomicLong downloadBytes = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** @param parts with what trains in the place of a pool's trainer, and where frames come from */
    SyntheticClients(JobSpec spec, SyntheticPool pool, SimulationParts parts, Coordinator coordinator) {
        this.codecs = Stream.concat(
                        Codecs.names().stream(),
                        spec.codec().extension().stream().map(Choice::word))
                .collect(Collectors.toUnmodifiableSet());
        this.spec = spec;
        this.pool = pool;
        this.parts = parts;
        this.coordinator = coordinator;
        this.downloads = new Downloads(coordinator);
        this.observed = new ObservedUpdates(pool::isByzantine);
    }

    SyntheticPool pool() {
        return pool;
    }

    ObservedUpdates observed() {
        return observed;
    }

    ClientMemories memories() {
        return memories;
    }

    long accepted() {
        return accepted.get();
    }

    long refused() {
        return refused.get();
    }

    long uploadBytes() {
        return uploadBytes.get();
    }

    long downloadBytes() {
        return downloadBytes.get();
    }

    /** The current view of the job. */
    JobView view(JobId job) {
        return coordinator.job(job).orElseThrow(() -> new IllegalStateException("no job " + job));
    }

    /** The offer for the client, or null for none now. */
    @Nullable
    Offer offer(JobId job, int position) {
        OfferOutcome outcome = coordinator
                .offer(participant(position), job)
                .toCompletableFuture()
                .join();
        if (!(outcome instanceof OfferOutcome.Offered offered)) {
            return null;
        }
        countDownload(position, offered.offer());
        return offered.offer();
    }

    private void countDownload(int position, Offer offer) {
        long bytes = downloads.bytes(position, offer);
        downloadBytes.addAndGet(bytes);
        coordinator.countDownload(offer.job(), bytes);
    }

    /** What the offer's links lead to; for the thread that asks for offers. */
    OfferedVersion version(Offer offer) {
        OfferedVersion known = newest;
        if (known != null && known.version() == offer.modelVersion()) {
            return known;
        }
        OfferedVersion version = new OfferedVersion(
                offer.modelVersion(),
                coordinator
                        .model(offer.job(), offer.modelVersion())
                        .orElseThrow(() -> new IllegalStateException("version " + offer.modelVersion() + " is gone"))
                        .parameters(),
                downloads.artefacts(offer));
        newest = version;
        return version;
    }

    /** The frame of the client's update, from what it was offered; its artefacts are sent already. */
    byte[] frame(int position, Offer offer, OfferedVersion offered) throws Exception {
        return parts.frames().frame(offer, () -> trainedFrame(position, offer, offered));
    }

    private byte[] trainedFrame(int position, Offer offer, OfferedVersion offered) throws Exception {
        float[] start = offered.parameters();
        ClientMemory memory = memories.of(position);
        NamedState remembered = memory.current(offer.job());
        TrainingTask task = new TrainingTask(
                offer, parts.looksOn() ? start : start.clone(), offered.artefacts(), TrainerMemory.of(remembered));
        Trained trained = trainer(position).train(task);
        LocalResult result = trained.from(start, task.artefacts());
        EncodedUpdate update = pool.pipeline(position, observed)
                .encode(
                        offer,
                        isPassing(position) ? result.passing() : result,
                        remembered,
                        pool.coins(position).seedsOf(offer));
        memory.keep(AssignedUpdate.of(offer), TrainerMemory.in(update.memory(), trained.memory()));
        report(position, trained, update);
        trained.artefacts().forEach((name, artefact) -> send(position, offer, name, artefact.file()));
        if (pool.looksAround() && !pool.isByzantine(position)) {
            observed.sees(position, update.uncompressed());
        }
        return update.frame();
    }

    /** Whether nobody but its own client looks at what it trained. */
    private boolean isPassing(int position) {
        return parts.looksOn() && !pool.looksAround() && !pool.isByzantine(position);
    }

    private Trainer trainer(int position) {
        return parts.trainers().apply(parts.looksOn() ? pool.trainerInPassing(position) : pool.trainer(position));
    }

    /** Sends an artefact; one that is wrong in itself is nothing to go on with. */
    private void send(int position, Offer offer, String name, byte[] file) {
        Reported outcome = coordinator
                .sendArtefact(clientId(position), offer.assignment(), name, file)
                .toCompletableFuture()
                .join();
        if (outcome instanceof Reported.Refused refused && refused.code().status() != CONFLICT) {
            throw new IllegalStateException("artefact '" + name + "' was refused: " + refused.detail());
        }
        uploadBytes.addAndGet(file.length);
    }

    /** Reports what the client measured, and the magnitudes that b follows, as they would arrive in JSON. */
    private void report(int position, Trained trained, EncodedUpdate update) {
        Map<String, Double> measured = new TreeMap<>(trained.metrics());
        measured.values().removeIf(value -> !Double.isFinite(value));
        boolean followed = spec.codec().adaptiveB().isPresent();
        if (measured.isEmpty() && !followed) {
            return;
        }
        List<Double> magnitudes = followed
                ? update.magnitudes().stream()
                        .map(magnitude -> Double.valueOf(magnitude.toString()))
                        .toList()
                : List.of();
        coordinator
                .report(clientId(position), update.offer().assignment(), new ClientReport(measured, magnitudes))
                .toCompletableFuture()
                .join();
    }

    /** Uploads; false where the update was refused. */
    boolean send(int position, Offer offer, byte[] frame) {
        Submission outcome = coordinator
                .submit(clientId(position), offer.assignment(), frame)
                .toCompletableFuture()
                .join();
        if (outcome instanceof Submission.Accepted) {
            accepted.incrementAndGet();
            uploadBytes.addAndGet(frame.length);
            memories.accepted(position, AssignedUpdate.of(offer));
            return true;
        }
        refused.incrementAndGet();
        memories.refused(position, AssignedUpdate.of(offer));
        giveBack(position, offer, outcome);
        return false;
    }

    /**
     * Declines an assignment whose update was refused for its content, as clients do, since the server would wait for a
     * better one.
     */
    private void giveBack(int position, Offer offer, Submission outcome) {
        if (outcome instanceof Submission.Refused wrong
                && wrong.code().status() == UNPROCESSABLE
                && wrong.code() != ProblemCode.FILTERED) {
            coordinator
                    .decline(
                            clientId(position),
                            offer.assignment(),
                            Declining.because("update was refused: " + wrong.code()))
                    .toCompletableFuture()
                    .join();
        }
    }

    private Participant participant(int position) {
        boolean roster = spec.participants().hasRoster();
        return new Participant(
                clientId(position),
                roster ? "roster" : spec.participants().groups().get(0),
                roster ? spec.participants().roster().get(position) : null,
                codecs,
                Long.MAX_VALUE,
                pool.regularizers());
    }

    private static ClientId clientId(int position) {
        return new ClientId("c-" + position);
    }

    /**
     * The result of a client's task.
     *
     * @throws UnfinishedException when it is no update, since training diverged
     */
    static <T> T done(Future<T> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof NotFiniteException || cause instanceof OutOfRangeException) {
                throw UnfinishedException.diverged(cause);
            }
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof TrainerException own) {
                throw own;
            }
            throw new IllegalStateException(
                    "a synthetic client failed: " + (cause == null ? "for no known reason" : cause.getMessage()),
                    cause);
        }
    }
}
