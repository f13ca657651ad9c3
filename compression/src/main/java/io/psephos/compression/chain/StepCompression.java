package io.psephos.compression.chain;

import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.FittedScales;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.dense.Bfloat16;
import io.psephos.compression.dense.Float16;
import io.psephos.compression.quantized.DynamicBits;
import io.psephos.compression.quantized.DynamicQsgd;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The compressors of published steps, by scheme, always with error feedback: around biased ones as they are, around
 * noisy ones with {@link FittedScales}, and the scheme's own where it has one. What exceeds a scheme's range is
 * carried over to the next steps.
 */
public final class StepCompression {
    private StepCompression() {}

    /**
     * The compressor of one step, whose memory is what the server keeps from step to step.
     *
     * @param codec of steps, {@link io.psephos.protocol.CodecScheme#isForSteps}
     * @param published t, the rounds published before
     * @param rounds T, the rounds of the job
     * @param seeds one is drawn for the step
     * @throws IllegalArgumentException for a scheme that is not for steps
     */
    public static CompressorWithMemory of(
            JobSpec.Codec codec, ParameterLayout layout, long published, long rounds, LongSupplier seeds) {
        if (!codec.scheme().isForSteps()) {
            throw new IllegalArgumentException(codec.scheme() + " cannot compress the server's steps");
        }
        Offer.Codec offered = offered(codec);
        return Codecs.withMemory(offered, layout, seeds)
                .orElseGet(() -> ErrorFeedback.around(
                        switch (codec.scheme()) {
                            case FLOAT16 -> Float16.saturating();
                            case BFLOAT16 -> Bfloat16.saturating();
                            case DQ_SGD -> new FittedScales(dynamic(codec, published, rounds, seeds));
                            default -> {
                                Compressor compressor = Codecs.compressor(offered, layout, seeds)
                                        .orElseThrow();
                                yield codec.scheme().fitsScales() ? new FittedScales(compressor) : compressor;
                            }
                        }));
    }

    /** The compressor of DQ-SGD with as many levels as the norm of what is to be sent asks for. */
    private static Compressor dynamic(JobSpec.Codec codec, long published, long rounds, LongSupplier seeds) {
        return new DynamicQsgd(
                new DynamicBits(codec.number(CodecOption.BUDGET), codec.number(CodecOption.CONTRACTION), rounds),
                published,
                seeds);
    }

    private static Offer.Codec offered(JobSpec.Codec codec) {
        Map<String, Object> options = new LinkedHashMap<>();
        codec.options().keySet().forEach(option -> options.put(option.word(), codec.value(option)));
        return new Offer.Codec(codec.scheme().word(), codec.scheme().frame(), null, null, options);
    }
}
