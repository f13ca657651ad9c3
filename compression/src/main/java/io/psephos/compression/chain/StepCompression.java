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
 * What makes published steps small, by scheme, always with error feedback: around what is biased as it is, around what is
 * unbiased with {@link FittedScales}, and the scheme's own where it has one. What lies beyond a scheme's range goes into
 * the next steps.
 */
public final class StepCompression {
    private StepCompression() {}

    /**
     * The compressor of one step, whose memory is what the server keeps from step to step.
     *
     * @param codec of steps, {@link io.psephos.protocol.CodecScheme#isForSteps}
     * @param published t, the rounds published before
     * @param rounds T, the rounds of the job
     * @param coins one is drawn for the step
     * @throws IllegalArgumentException for a scheme that is not for steps
     */
    public static CompressorWithMemory of(
            JobSpec.Codec codec, ParameterLayout layout, long published, long rounds, LongSupplier coins) {
        if (!codec.scheme().isForSteps()) {
            throw new IllegalArgumentException("steps cannot be made small by " + codec.scheme());
        }
        Offer.Codec offered = offered(codec);
        return Codecs.withMemory(offered, layout, coins)
                .orElseGet(() -> ErrorFeedback.around(
                        switch (codec.scheme()) {
                            case FLOAT16 -> Float16.saturating();
                            case BFLOAT16 -> Bfloat16.saturating();
                            case DQ_SGD -> new FittedScales(dynamic(codec, published, rounds, coins));
                            default -> {
                                Compressor compressor = Codecs.compressor(offered, layout, coins)
                                        .orElseThrow();
                                yield codec.scheme().takesErrorFeedback() ? compressor : new FittedScales(compressor);
                            }
                        }));
    }

    /** As many levels as the norm of what is to be sent asks for. */
    private static Compressor dynamic(JobSpec.Codec codec, long published, long rounds, LongSupplier coins) {
        return new DynamicQsgd(
                new DynamicBits(codec.number(CodecOption.BUDGET), codec.number(CodecOption.CONTRACTION), rounds),
                published,
                coins);
    }

    private static Offer.Codec offered(JobSpec.Codec codec) {
        Map<String, Object> options = new LinkedHashMap<>();
        codec.options().keySet().forEach(option -> options.put(option.word(), codec.value(option)));
        return new Offer.Codec(codec.scheme().word(), codec.scheme().frame(), null, null, options);
    }
}
