package io.psephos.aggregation.stage;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.optimizer.Step;
import io.psephos.compression.Payload;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.model.Artefact;
import io.psephos.protocol.state.NamedState;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a round on its way from the aggregate to the next version. Immutable.
 *
 * @param direction where the server subtracts
 * @param step what is subtracted; null before a stage of {@link Slot#FINALIZE} made it
 * @param parameters the next ones; null before {@link Slot#AFTER}
 * @param state that belongs to the next version
 * @param measurements of the next version by the server, by name
 * @param clientMeasurements by name, of single clients
 * @param artefacts to be published with the version, by name
 */
public record RoundResult(
        Payload direction,
        @Nullable Step step,
        float @Nullable [] parameters,
        NamedState state,
        SortedMap<String, Double> measurements,
        SortedMap<String, Map<ClientId, Double>> clientMeasurements,
        SortedMap<String, Artefact> artefacts) {

    /** The result before the first stage: nothing but the aggregate, and the state of the version before. */
    public static RoundResult of(Aggregate aggregate, NamedState state) {
        return new RoundResult(
                aggregate.direction(),
                null,
                null,
                state,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap());
    }

    /** @throws IllegalStateException before it was made */
    public Step madeStep() {
        if (step == null) {
            throw new IllegalStateException("no stage made a step yet");
        }
        return step;
    }

    /** @throws IllegalStateException before they are known */
    public float[] nextParameters() {
        if (parameters == null) {
            throw new IllegalStateException("the step was not applied yet");
        }
        return parameters;
    }

    /** The same result with another direction. */
    public RoundResult toward(Payload other) {
        return new RoundResult(other, step, parameters, state, measurements, clientMeasurements, artefacts);
    }

    /** The same result with another step. */
    public RoundResult stepping(Step other) {
        return new RoundResult(direction, other, parameters, state, measurements, clientMeasurements, artefacts);
    }

    /** The same result with the next parameters. */
    public RoundResult arrivedAt(float[] next) {
        return new RoundResult(direction, step, next, state, measurements, clientMeasurements, artefacts);
    }

    /** The same result with other state. */
    public RoundResult remembering(NamedState other) {
        return new RoundResult(direction, step, parameters, other, measurements, clientMeasurements, artefacts);
    }

    /** The same result with one more measurement. */
    public RoundResult measuring(String name, double value) {
        return new RoundResult(
                direction, step, parameters, state, more(measurements, name, value), clientMeasurements, artefacts);
    }

    /** The same result with one more measurement of clients. */
    public RoundResult measuringClients(String name, Map<ClientId, Double> values) {
        return new RoundResult(
                direction,
                step,
                parameters,
                state,
                measurements,
                more(clientMeasurements, name, Map.copyOf(values)),
                artefacts);
    }

    /**
     * The same result with one more artefact.
     *
     * @throws IllegalArgumentException for what is no name of an artefact
     */
    public RoundResult publishing(String name, Artefact artefact) {
        if (!Artefact.isName(name)) {
            throw new IllegalArgumentException(
                    "an artefact's name must be 1 to 64 lower-case letters, digits and hyphens, was '" + name + "'");
        }
        return new RoundResult(
                direction, step, parameters, state, measurements, clientMeasurements, more(artefacts, name, artefact));
    }

    private static <V> SortedMap<String, V> more(SortedMap<String, V> map, String name, V value) {
        SortedMap<String, V> more = new TreeMap<>(map);
        more.put(name, value);
        return Collections.unmodifiableSortedMap(more);
    }
}
