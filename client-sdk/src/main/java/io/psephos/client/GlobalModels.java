package io.psephos.client;

import io.psephos.compression.chain.BrokenChainException;
import io.psephos.compression.chain.StepChain;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.model.Safetensors;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The download of model parameters: by the steps since the last version where the server has them, else as a whole. */
final class GlobalModels {
    private static final System.Logger LOG = System.getLogger(PsephosClient.class.getName());

    private final CoordinatorApi api;
    private @Nullable Remembered last;
    private long bytesDown;

    GlobalModels(CoordinatorApi api) {
        this.api = api;
    }

    /**
     * Returns the offered parameters, which must not be written to.
     *
     * @throws UnavailableException when the server no longer has them, or their digest differs
     */
    Fetched of(Offer offer) throws UnavailableException {
        Remembered known = last;
        if (known != null && known.isOffered(offer)) {
            return new Fetched(known.parameters, known.carried, 0);
        }
        last = null;
        bytesDown = 0;
        Optional<Remembered> followed = known == null ? Optional.empty() : follow(known, offer);
        Remembered offered = followed.isPresent() ? followed.get() : download(offer);
        last = offered;
        return new Fetched(offered.parameters, offered.carried, bytesDown);
    }

    /** Applies the published steps to the remembered parameters; empty where the whole model must be downloaded. */
    private Optional<Remembered> follow(Remembered known, Offer offer) {
        if (!known.precedes(offer)) {
            return Optional.empty();
        }
        Answer answer = api.delta(offer, known.version);
        if (!answer.isSuccess()) {
            return Optional.empty();
        }
        bytesDown += answer.body().length;
        try {
            float[] parameters = StepChain.apply(
                    answer.body(), known.version, offer.modelVersion(), known.parameters, offer.layout());
            return Optional.of(Remembered.of(offer, parameters, known.carried));
        } catch (BrokenChainException e) {
            LOG.log(System.Logger.Level.WARNING, "downloads the whole model: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Remembered download(Offer offer) throws UnavailableException {
        Download<Remembered> whole = api.download(
                "model version " + offer.modelVersion(),
                () -> api.model(offer),
                file -> Remembered.of(offer, Safetensors.read(file, offer.layout()), CarriedTensors.read(file)));
        bytesDown += whole.bytesDown();
        return whole.content();
    }

    /** Parameters, the tensors that the model carries, and the bytes downloaded for them now. */
    record Fetched(float[] parameters, CarriedTensors carried, long bytesDown) {}

    /** @param carried the same in every version of the job */
    private record Remembered(
            JobId job, long version, ParameterLayout layout, float[] parameters, CarriedTensors carried) {

        static Remembered of(Offer offer, float[] parameters, CarriedTensors carried) {
            return new Remembered(offer.job(), offer.modelVersion(), offer.layout(), parameters, carried);
        }

        boolean isOffered(Offer offer) {
            return isLike(offer) && version == offer.modelVersion();
        }

        boolean precedes(Offer offer) {
            return isLike(offer) && version < offer.modelVersion();
        }

        private boolean isLike(Offer offer) {
            return job.equals(offer.job()) && layout.equals(offer.layout());
        }
    }
}
