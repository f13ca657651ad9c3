package io.psephos.client.update;

/**
 * The start and the end of local training.
 *
 * @param start the offered parameters; must not be written to
 * @param end the parameters after training; must not be written to any more
 * @param steps optimizer steps taken, at least 1
 * @param exampleCount number of distinct local examples used; 0 = withheld
 */
public record LocalResult(float[] start, float[] end, int steps, long exampleCount) {

    /** @throws IllegalArgumentException unless training ended with as many parameters as it began with */
    public LocalResult {
        if (end.length != start.length) {
            throw new IllegalArgumentException(
                    "trained parameters must number " + start.length + ", were " + end.length);
        }
    }
}
