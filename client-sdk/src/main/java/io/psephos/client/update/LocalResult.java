package io.psephos.client.update;

import io.psephos.protocol.model.Artefact;
import java.util.Map;

/**
 * The start and the end of local training.
 *
 * @param start the offered parameters; must not be written to
 * @param end the parameters after training; must not be written to any more, but by the pipeline where it is passing
 * @param steps optimizer steps taken, at least 1
 * @param exampleCount number of distinct local examples used; 0 = withheld
 * @param artefacts the offered artefacts beside the parameters, by name
 * @param isPassing whether nobody needs the end any more, nor the encoded update but its frame and memory for longer than
 *     until this thread trains again, so that the difference may take the end's place
 */
public record LocalResult(
        float[] start, float[] end, int steps, long exampleCount, Map<String, Artefact> artefacts, boolean isPassing) {

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
        this(start, end, steps, exampleCount, Map.of(), false);
    }

    /** Returns the same result, of which only frame and memory are needed for longer than until this thread trains again. */
    public LocalResult passing() {
        return new LocalResult(start, end, steps, exampleCount, artefacts, true);
    }
}
