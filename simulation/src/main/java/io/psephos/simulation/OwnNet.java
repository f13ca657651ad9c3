package io.psephos.simulation;

import io.psephos.client.Trainer;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.model.ForeignModel;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A net of the user's own in a simulation: its tensors, its first parameters, what trains it in each client, and what
 * measures it. The job file says {@code model: {upload: true}}, as on a server; codecs, rules, filters and attacks on
 * updates are those of any job.
 *
 * <p><b>Threads.</b> Trainers run on the simulation's threads, those of different clients at the same time; what they
 * share, such as examples or an engine, must bear that. Calls for one client never overlap, save those of an attacker
 * that floods. The evaluator is called by one thread at a time, not always the same, and while clients of a job that is
 * not synchronous train.
 *
 * <p><b>Repeatable.</b> For any number of threads a run ends in the same digest, if a trainer's result follows from its
 * position and its task alone; random numbers may follow from the position and {@code task.offer().round()}, in a job that
 * is not synchronous {@code task.offer().assignment()}.
 */
public final class OwnNet {
    private final ParameterLayout layout;
    private final float[] parameters;
    private final IntFunction<Trainer> trainers;
    private final @Nullable Evaluator evaluator;

    /**
     * A net that nobody measures but, where the job asks them, its clients.
     *
     * @param layout the tensors of the flat vector, in their order
     * @param parameters of version 0
     * @param trainers the trainer of the client at a position, from 0; asked for each task and let go after it, so that
     *     what a client has to remember belongs into {@link io.psephos.client.Trained#memory} or to the caller
     * @throws IllegalArgumentException when the parameters are not as many as the layout has, or not finite
     */
    public OwnNet(ParameterLayout layout, float[] parameters, IntFunction<Trainer> trainers) {
        this(layout, checked(layout, parameters.clone()), trainers, null);
    }

    private OwnNet(
            ParameterLayout layout, float[] parameters, IntFunction<Trainer> trainers, @Nullable Evaluator evaluator) {
        this.layout = layout;
        this.parameters = parameters;
        this.trainers = trainers;
        this.evaluator = evaluator;
    }

    /** Returns this net with what measures published versions; the job file says {@code evaluation: {data: server}}. */
    public OwnNet evaluatedBy(Evaluator measure) {
        return new OwnNet(layout, parameters, trainers, measure);
    }

    private static float[] checked(ParameterLayout layout, float[] parameters) {
        if (parameters.length != layout.parameterCount()) {
            throw new IllegalArgumentException("the layout has " + layout.parameterCount()
                    + " parameters, and those of version 0 were " + parameters.length);
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException(
                        "parameter " + i + " of version 0 must be finite, was " + parameters[i]);
            }
        }
        return parameters;
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** The parameters of version 0, a copy. */
    public float[] parameters() {
        return parameters.clone();
    }

    /** The model that is uploaded as version 0. */
    ForeignModel model() {
        return new ForeignModel(layout, parameters(), CarriedTensors.NONE, List.of());
    }

    Trainer trainer(int position) {
        return Objects.requireNonNull(trainers.apply(position), () -> "there is no trainer of client " + position);
    }

    Optional<Evaluator> evaluator() {
        return Optional.ofNullable(evaluator);
    }
}
