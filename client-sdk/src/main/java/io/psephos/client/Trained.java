package io.psephos.client;

import io.psephos.client.update.LocalResult;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.KnownMetric;
import io.psephos.protocol.Text;
import io.psephos.protocol.model.Artefact;
import io.psephos.protocol.state.NamedState;
import java.util.Map;

/**
 * The result of local training. The update is what was offered minus what was trained. Codecs that vote ({@code sign,
 * sto-sign, ternary}) take that difference divided by the offer's {@code training.learningRate} times {@link #steps}:
 * the mean gradient, if training took steps of gradient times that rate. It is the offer's rate that divides, whatever
 * rate was trained at; at r times the offer's the quotient is r times the gradient. That changes no vote of {@code sign}.
 * {@code sto-sign} votes +1 with probability 1/2 + quotient/(2b), within 0 and 1: with a b that is far larger all votes
 * are nearly fair coins, and where |quotient| is b or more they are certain. The threshold of {@code ternary}, and what
 * is reported for an adaptive b, are in the same unit. All other codecs send the difference itself, whatever the steps.
 *
 * @param parameters the flat vector after training
 * @param steps optimizer steps taken, at least 1; votes are divided by it
 * @param exampleCount distinct local examples used; 0 = withheld
 * @param metrics of the offered parameters on the local data, such as {@code loss}, {@code accuracy} (0 to 1) and
 *     {@code examples} (a whole number); the server is told those that are finite, unless a privacy mechanism
 *     protects the job
 * @param artefacts by name, for a server that reads them beside the update, such as label counts; not sent where a
 *     privacy mechanism or secure aggregation protects the job
 * @param memory returned by {@link TrainingTask#memory} next time of this job, whatever the update's status
 */
public record Trained(
        float[] parameters,
        int steps,
        long exampleCount,
        Map<String, Double> metrics,
        Map<String, Artefact> artefacts,
        NamedState memory) {
    private static final int MAX_METRICS = 32;

    /**
     * @throws IllegalArgumentException for fewer than 1 step, a negative count, more than 32 metrics, a metric's name of
     *     more than 40 characters, a finite metric that its name cannot have, such as an accuracy in percent, or an
     *     artefact that may not have its name or whose file has more than 1 MiB
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
        metrics.forEach(Trained::checkMetric);
        artefacts = Map.copyOf(artefacts);
        artefacts.forEach(Trained::checkArtefact);
    }

    /** Creates a result without artefacts and memory. */
    public Trained(float[] parameters, int steps, long exampleCount, Map<String, Double> metrics) {
        this(parameters, steps, exampleCount, metrics, Map.of(), NamedState.EMPTY);
    }

    /** Creates a result without metrics, artefacts and memory. */
    public Trained(float[] parameters, int steps, long exampleCount) {
        this(parameters, steps, exampleCount, Map.of());
    }

    /** Returns this result with artefacts. */
    public Trained withArtefacts(Map<String, Artefact> beside) {
        return new Trained(parameters, steps, exampleCount, metrics, beside, memory);
    }

    /** Returns this result with memory. */
    public Trained withMemory(NamedState next) {
        return new Trained(parameters, steps, exampleCount, metrics, artefacts, next);
    }

    /**
     * Returns the input of the update pipeline.
     *
     * @param start the parameters that were offered
     * @throws IllegalArgumentException when training ended with another number of parameters
     */
    public LocalResult from(float[] start) {
        return from(start, Map.of());
    }

    /** Returns the result of training from parameters and the artefacts beside them. */
    public LocalResult from(float[] start, Map<String, Artefact> beside) {
        return new LocalResult(start, parameters, steps, exampleCount, beside, false);
    }

    private static void checkMetric(String name, double value) {
        if (!ClientReport.isName(name) || name.equals(Metrics.MAX_ABS)) {
            throw new IllegalArgumentException("the name of a metric must have 1 to 40 printable characters and not be "
                    + Metrics.MAX_ABS + ", was '" + Text.printable(name) + "'");
        }
        if (Double.isFinite(value)) {
            KnownMetric.objection(name, value).ifPresent(objection -> {
                throw new IllegalArgumentException(objection);
            });
        }
    }

    private static void checkArtefact(String name, Artefact artefact) {
        if (!Artefact.isName(name)) {
            throw new IllegalArgumentException(
                    "the name of an artefact must be 1 to 64 lower-case letters, digits and hyphens, was '"
                            + Text.printable(name) + "'");
        }
        int bytes = artefact.file().length;
        if (bytes > Artefact.MOST_UPLOADED) {
            throw new IllegalArgumentException("the file of artefact '" + name + "' must have at most "
                    + Artefact.MOST_UPLOADED + " bytes, had " + bytes);
        }
    }
}
