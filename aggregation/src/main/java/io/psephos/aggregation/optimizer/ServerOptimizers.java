package io.psephos.aggregation.optimizer;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;

/** The server optimizers by kind. */
public final class ServerOptimizers {
    private ServerOptimizers() {}

    /** The optimizer of that kind. */
    public static ServerOptimizer of(JobSpec.Optimizer optimizer, ParameterLayout layout) {
        return new Sgd(layout, optimizer.momentum());
    }
}
