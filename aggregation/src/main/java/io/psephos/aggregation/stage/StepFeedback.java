package io.psephos.aggregation.stage;

import io.psephos.aggregation.optimizer.Step;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.sign.ScaledVotes;
import io.psephos.protocol.ParameterLayout;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The stage that compresses steps with error feedback: u = C(step + e), e ← what C left out. Usually C is the scaled
 * sign of each tensor: unlike sign(x)/M its scale grows with what is left out, so e stays bounded and an old direction
 * is soon forgotten. A step that is scaled votes already leaves nothing out.
 */
public final class StepFeedback implements ServerStage {
    /** The name of e, what steps have left out so far; absent for nothing. */
    public static final String RESIDUAL = "feedback/residual";

    private final LongFunction<CompressorWithMemory> compressor;
    private final Function<Payload, Step> steps;

    /** Feedback for steps of scaled votes. */
    public StepFeedback(ParameterLayout layout) {
        CompressorWithMemory votes = ErrorFeedback.around(new ScaledVotes(layout));
        this.compressor = published -> votes;
        this.steps = Step::new;
    }

    /**
     * Feedback for steps of any scheme.
     *
     * @param compressor of the step after so many published rounds, whose memory is what it has left out
     * @param scheme byte of the frames that carry its payloads
     */
    public StepFeedback(LongFunction<CompressorWithMemory> compressor, int scheme) {
        this.compressor = compressor;
        this.steps = payload -> new Step(payload, scheme);
    }

    @Override
    public Slot slot() {
        return Slot.COMPRESS;
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        Step exact = result.madeStep();
        float[] residual = result.state().floats(RESIDUAL).orElse(null);
        if (residual == null && exact.isSmall()) {
            return result;
        }
        float[] step = exact.payload().toDense();
        requireFinite(step);
        Compressed compressed = compressor.apply(facts.published()).compress(step, residual);
        return result.stepping(steps.apply(compressed.payload()))
                .remembering(result.state().with(RESIDUAL, compressed.memory()));
    }

    private static void requireFinite(float[] step) {
        int violation = Finite.firstViolation(step);
        if (violation >= 0) {
            throw new ArithmeticException("coordinate " + violation + " of the step became " + step[violation]);
        }
    }
}
