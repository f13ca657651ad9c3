package io.psephos.client;

import io.psephos.client.update.AssignedUpdate;
import io.psephos.client.update.ClientMemory;
import io.psephos.client.update.EncodedUpdate;
import io.psephos.client.update.TrainerMemory;
import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The work for one offer: download, training, encoding, and storing the update durably. */
final class LocalWork {
    private static final System.Logger LOG = System.getLogger(PsephosClient.class.getName());

    private final Settings settings;
    private final CoordinatorApi api;
    private final GlobalModels models;
    private final PublishedArtefacts artefacts;
    private final PendingUpdates pending;
    private final ClientMemory memory;
    private final Cancellation cancellation;
    private final ProgressListener listener;

    LocalWork(
            Settings settings,
            CoordinatorApi api,
            PendingUpdates pending,
            ClientMemory memory,
            Cancellation cancellation,
            ProgressListener listener) {
        this.settings = settings;
        this.api = api;
        this.models = new GlobalModels(api);
        this.artefacts = new PublishedArtefacts(api);
        this.pending = pending;
        this.memory = memory;
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /**
     * Returns an update that is ready to be sent, after sending its metrics.
     *
     * @throws UnavailableException when the server does not have what the offer names
     * @throws UntrainedException when the trainer fails
     */
    PendingUpdate of(Offer offer, Trainer trainer) throws UnavailableException, UntrainedException {
        Kept kept;
        try {
            kept = kept(offer, trainer);
        } catch (UnavailableException | UntrainedException | CancelledException e) {
            throw e;
        } catch (PsephosClientException e) {
            api.declineOnce(offer.links().decline(), "the client had to stop");
            throw e;
        } catch (RuntimeException | Error e) {
            throw failed(offer, e);
        }
        if (!kept.metrics.isEmpty()) {
            api.metrics(offer, kept.metrics);
        }
        return kept.update;
    }

    private Kept kept(Offer offer, Trainer trainer) throws UnavailableException, UntrainedException {
        GlobalModels.Fetched model = models.of(offer);
        PublishedArtefacts.Fetched beside = artefacts.of(offer);
        long bytesDown = model.bytesDown() + beside.bytesDown();
        if (bytesDown > 0) {
            listener.on(new Progress.ModelFetched(offer.job(), offer.modelVersion(), bytesDown));
        }
        NamedState remembered = memory.current(offer.job());
        TrainingTask task = new TrainingTask(
                offer, model.parameters().clone(), beside.artefacts(), TrainerMemory.of(remembered), model.carried());
        Made made = made(task, model.parameters(), remembered, trainer);
        memory.keep(AssignedUpdate.of(offer), made.memory);
        PendingUpdate update =
                pending.keep(PendingUpdate.Facts.of(offer, bytesDown), made.update.frame(), files(offer, made.trained));
        return new Kept(update, made.metrics);
    }

    /** Lets the app train; whatever it throws, errors of the platform included, costs this assignment only. */
    private Made made(TrainingTask task, float[] start, NamedState remembered, Trainer trainer)
            throws UntrainedException {
        Offer offer = task.offer();
        try {
            Trained trained = cancellation.interruptibly(() -> trainer.train(task));
            EncodedUpdate update = settings.pipeline()
                    .encode(
                            offer,
                            trained.from(start, task.artefacts()),
                            remembered,
                            settings.coins().seedsOf(offer));
            NamedState next = TrainerMemory.in(update.memory(), trained.memory());
            return new Made(trained, update, Metrics.of(trained, update), next);
        } catch (CancelledException | PsephosClientException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(offer, e);
        }
    }

    private UntrainedException failed(Offer offer, Throwable cause) {
        if (cancellation.isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancelledException();
        }
        LOG.log(System.Logger.Level.WARNING, "declines " + offer.assignment() + ", whose training failed", cause);
        return new UntrainedException(cause);
    }

    /** Returns the artefacts to send; none where the server must not see those of a single client. */
    private static SortedMap<String, byte[]> files(Offer offer, Trained trained) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        Offer.Privacy privacy = offer.privacy();
        if (privacy.isNone() && !privacy.secureAggregation()) {
            trained.artefacts().forEach((name, artefact) -> files.put(name, artefact.file()));
        }
        return files;
    }

    /**
     * The result of an offer.
     *
     * @param memory the client's memory for the next offer
     */
    private record Made(Trained trained, EncodedUpdate update, Map<String, Object> metrics, NamedState memory) {}

    /** A stored update, and the metrics to send beside it. */
    private record Kept(PendingUpdate update, Map<String, Object> metrics) {}
}
