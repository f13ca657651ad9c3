package io.psephos.client.update;

/**
 * Where local training began and ended.
 *
 * @param start the parameters that were offered; nobody writes to them
 * @param end the parameters after training; nobody writes to them any more
 * @param steps optimizer steps taken, at least 1
 * @param exampleCount distinct local examples used; 0 = withheld
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
