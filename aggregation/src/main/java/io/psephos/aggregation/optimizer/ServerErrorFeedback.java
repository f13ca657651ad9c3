package io.psephos.aggregation.optimizer;

import io.psephos.aggregation.Aggregate;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.sign.ScaledVotes;
import io.psephos.protocol.ParameterLayout;
import java.util.function.Function;

/**
 * Steps as small as updates: u = C(step + e), e ← what C left out. Usually C is the scaled sign of each tensor: unlike
 * sign(x)/M its scale grows with what is left out, so e stays bounded and an old direction is soon forgotten. A step
 * that is scaled votes already leaves nothing out.
 */
public final class ServerErrorFeedback implements ServerOptimizer {
    private final ServerOptimizer optimizer;
    private final CompressorWithMemory compressor;
    private final Function<Payload, Step> steps;

    /** Steps of scaled votes. */
    public ServerErrorFeedback(ServerOptimizer optimizer, ParameterLayout layout) {
        this(optimizer, ErrorFeedback.around(new ScaledVotes(layout)), Step::new);
    }

    /**
     * Steps of any scheme.
     *
     * @param optimizer whose steps are made small
     * @param compressor whose memory is what it has left out
     * @param scheme byte of the frames that carry its payloads
     */
    public ServerErrorFeedback(ServerOptimizer optimizer, CompressorWithMemory compressor, int scheme) {
        this(optimizer, compressor, payload -> new Step(payload, scheme));
    }

    private ServerErrorFeedback(
            ServerOptimizer optimizer, CompressorWithMemory compressor, Function<Payload, Step> steps) {
        this.optimizer = optimizer;
        this.compressor = compressor;
        this.steps = steps;
    }

    /** @throws ArithmeticException when a coordinate of the step is not finite */
    @Override
    public Published step(Aggregate aggregate, double learningRate, ServerState state) {
        Published exact = optimizer.step(aggregate, learningRate, state);
        if (state.residual() == null && exact.step().isSmall()) {
            return exact;
        }
        float[] step = exact.step().payload().toDense();
        requireFinite(step);
        Compressed compressed = compressor.compress(step, state.residual());
        return new Published(steps.apply(compressed.payload()), exact.next().withResidual(compressed.memory()));
    }

    private static void requireFinite(float[] step) {
        int violation = Finite.firstViolation(step);
        if (violation >= 0) {
            throw new ArithmeticException("coordinate " + violation + " of the step became " + step[violation]);
        }
    }
}
