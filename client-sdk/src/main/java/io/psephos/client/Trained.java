package io.psephos.client;

/**
 * What came of local training.
 *
 * @param parameters the flat vector after training
 * @param steps optimizer steps taken, at least 1
 * @param exampleCount distinct local examples used; 0 = withheld
 */
public record Trained(float[] parameters, int steps, long exampleCount) {

    /** @throws IllegalArgumentException for fewer than 1 step or a negative count */
    public Trained {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be >= 1, was " + steps);
        }
        if (exampleCount < 0) {
            throw new IllegalArgumentException("example count must be >= 0, was " + exampleCount);
        }
    }
}
