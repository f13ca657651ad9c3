package io.psephos.aggregation.stage;

import io.psephos.aggregation.optimizer.ServerOptimizer;
import io.psephos.aggregation.optimizer.Stepped;
import java.util.function.LongToDoubleFunction;

/** The stage of the server optimizer: the direction becomes the step. */
public final class OptimizerStage implements ServerStage {
    private final ServerOptimizer optimizer;
    private final LongToDoubleFunction rate;

    /** @param rate the learning rate after so many published rounds */
    public OptimizerStage(ServerOptimizer optimizer, LongToDoubleFunction rate) {
        this.optimizer = optimizer;
        this.rate = rate;
    }

    @Override
    public Slot slot() {
        return Slot.FINALIZE;
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        double learningRate = rate.applyAsDouble(facts.published()) * facts.stepShare();
        Stepped stepped = optimizer.step(result.direction(), learningRate, facts.parameters(), result.state());
        return result.stepping(stepped.step()).remembering(stepped.state());
    }
}
