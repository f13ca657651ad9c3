package io.psephos.client;

import java.util.Map;

/**
 * What came of local training.
 *
 * @param parameters the flat vector after training
 * @param steps optimizer steps taken, at least 1
 * @param exampleCount distinct local examples used; 0 = withheld
 * @param metrics of the offered parameters on the local data, such as {@code loss} and {@code accuracy}; the server is
 *     told those that are finite, unless a privacy mechanism protects the job
 */
public record Trained(float[] parameters, int steps, long exampleCount, Map<String, Double> metrics) {
    private static final int MAX_METRICS = 32;
    private static final int MAX_NAME = 40;

    /**
     * @throws IllegalArgumentException for fewer than 1 step, a negative count, more than 32 metrics or a name of more
     *     than 40 characters
     */
    public Trained {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be >= 1, was " + steps);
        }
        if (exampleCount < 0) {
            throw new IllegalArgumentException("example count must be >= 0, was " + exampleCount);
        }
        metrics = Map.copyOf(metrics);
        if (metrics.size() > MAX_METRICS) {
            throw new IllegalArgumentException("metrics must be at most " + MAX_METRICS + ", were " + metrics.size());
        }
        metrics.keySet().forEach(Trained::checkName);
    }

    /** Without metrics. */
    public Trained(float[] parameters, int steps, long exampleCount) {
        this(parameters, steps, exampleCount, Map.of());
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || name.equals(Metrics.MAX_ABS)) {
            throw new IllegalArgumentException("the name of a metric must have 1 to " + MAX_NAME
                    + " characters and not be " + Metrics.MAX_ABS + ", was '" + name + "'");
        }
    }
}
