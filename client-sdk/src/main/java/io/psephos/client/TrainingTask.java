package io.psephos.client;

import io.psephos.protocol.Offer;
import io.psephos.protocol.model.Artefact;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import java.util.Map;

/**
 * The input of local training.
 *
 * @param parameters the flat vector of the offered version, a copy that the trainer may write to
 * @param artefacts artefacts that are published with the version, by name
 * @param memory the memory of the last {@link Trained} of this job; empty at first
 * @param carried the integers and truth values of the model's file, which are no parameters and the same in every
 *     version
 */
public record TrainingTask(
        Offer offer, float[] parameters, Map<String, Artefact> artefacts, NamedState memory, CarriedTensors carried) {
    public TrainingTask {
        artefacts = Map.copyOf(artefacts);
    }

    /**
     * What the job adds to the gradient of the loss, by kind and options: such as {@code proximal} with {@code mu} for
     * μ(p − p₀), where p₀ are the offered parameters.
     */
    public List<Offer.Term> regularizers() {
        return offer.training().terms();
    }

    /** Creates a task of a model that carries nothing. */
    public TrainingTask(Offer offer, float[] parameters, Map<String, Artefact> artefacts, NamedState memory) {
        this(offer, parameters, artefacts, memory, CarriedTensors.NONE);
    }

    /** Creates a task without artefacts and memory. */
    public TrainingTask(Offer offer, float[] parameters) {
        this(offer, parameters, Map.of(), NamedState.EMPTY);
    }
}
