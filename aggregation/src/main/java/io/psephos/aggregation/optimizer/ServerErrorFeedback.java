package io.psephos.aggregation.optimizer;

import io.psephos.aggregation.Aggregate;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.ErrorFeedback.Compensated;
import io.psephos.compression.Finite;
import io.psephos.compression.sign.ScaledVotes;
import io.psephos.protocol.ParameterLayout;

/**
 * Steps as small as votes: u = C(step + e), e ← what C left out, with C the scaled sign of each tensor. Unlike sign(x)/M
 * the scale grows with what is left out, so e stays bounded and an old direction is soon forgotten. A step that is
 * scaled votes already leaves nothing out.
 */
public final class ServerErrorFeedback implements ServerOptimizer {
    private final ServerOptimizer optimizer;
    private final ScaledVotes compressor;

    /** @param optimizer whose steps are made small */
    public ServerErrorFeedback(ServerOptimizer optimizer, ParameterLayout layout) {
        this.optimizer = optimizer;
        this.compressor = new ScaledVotes(layout);
    }

    /** @throws ArithmeticException when a coordinate of the step is not finite */
    @Override
    public Published step(Aggregate aggregate, double learningRate, ServerState state) {
        Published exact = optimizer.step(aggregate, learningRate, state);
        if (state.residual() == null && exact.step().isScaledVotes()) {
            return exact;
        }
        float[] step = exact.step().payload().toDense();
        requireFinite(step);
        Compensated compensated = ErrorFeedback.compress(compressor, step, state.residual());
        return new Published(new Step(compensated.payload()), exact.next().withResidual(compensated.residual()));
    }

    private static void requireFinite(float[] step) {
        int violation = Finite.firstViolation(step);
        if (violation >= 0) {
            throw new ArithmeticException("coordinate " + violation + " of the step became " + step[violation]);
        }
    }
}
