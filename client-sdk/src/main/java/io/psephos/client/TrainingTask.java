package io.psephos.client;

import io.psephos.protocol.Offer;
import io.psephos.protocol.model.Artefact;
import io.psephos.protocol.state.NamedState;
import java.util.Map;

/**
 * What to train, and from where.
 *
 * @param parameters the flat vector of the offered version, a copy that the trainer may write to
 * @param artefacts what is published beside the version, by name
 * @param memory what {@link Trained#memory} said last time of this job; empty at first
 */
public record TrainingTask(Offer offer, float[] parameters, Map<String, Artefact> artefacts, NamedState memory) {
    public TrainingTask {
        artefacts = Map.copyOf(artefacts);
    }

    /** Without artefacts and memory. */
    public TrainingTask(Offer offer, float[] parameters) {
        this(offer, parameters, Map.of(), NamedState.EMPTY);
    }
}
