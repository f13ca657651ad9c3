package io.psephos.aggregation.optimizer;

import io.psephos.compression.Payload;
import io.psephos.protocol.state.NamedState;

/**
 * A rule that turns the direction of a round into the step that is subtracted. Stateless: what it remembers stands in the
 * named state under {@code optimizer/…}.
 */
@FunctionalInterface
public interface ServerOptimizer {

    /**
     * The step of a round.
     *
     * @param direction where the server subtracts, in the unit of the updates
     * @param learningRate of this round
     * @param parameters of the version before; nobody writes to them
     * @param state after the last published step
     */
    Stepped step(Payload direction, double learningRate, float[] parameters, NamedState state);
}
