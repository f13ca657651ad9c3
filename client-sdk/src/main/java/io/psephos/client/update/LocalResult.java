package io.psephos.client.update;

import io.psephos.protocol.model.Artefact;
import java.util.Map;

/**
 * The start and the end of local training.
 *
 * @param start the offered parameters; must not be written to
 * @param end the parameters after training; must not be written to any more
 * @param steps optimizer steps taken, at least 1
 * @param exampleCount number of distinct local examples used; 0 = withheld
 * @param artefacts the offered artefacts beside the parameters, by name
 */
public record LocalResult(float[] start, float[] end, int steps, long exampleCount, Map<String, Artefact> artefacts) {

    /** @throws IllegalArgumentException unless training ended with as many parameters as it began with */
    public LocalResult {
        if (end.length != start.length) {
            throw new IllegalArgumentException(
                    "trained parameters must number " + start.length + ", were " + end.length);
        }
        artefacts = Map.copyOf(artefacts);
    }

    /** A result of training from parameters alone. */
    public LocalResult(float[] start, float[] end, int steps, long exampleCount) {
        this(start, end, steps, exampleCount, Map.of());
    }
}
