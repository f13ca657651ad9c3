package io.psephos.coordinator.round;

import io.psephos.compression.Norm;
import io.psephos.compression.quantized.Diana;
import io.psephos.compression.quantized.DynamicBits;
import io.psephos.coordinator.journal.ServerMemory;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a job's codec becomes for a version of a model: options as they are offered, and the server's share in them. */
final class CodecTuning {
    private final JobSpec spec;
    private final JobSpec.Codec codec;
    private final ParameterLayout layout;

    CodecTuning(JobSpec spec, ParameterLayout layout) {
        this.spec = spec;
        this.codec = spec.codec();
        this.layout = layout;
    }

    /**
     * The codec of an offer.
     *
     * @param published rounds published before
     */
    Offer.Codec offered(ServerMemory memory, long published) {
        List<Double> b = memory.b().isEmpty() ? RoundPipeline.initialB(spec, layout) : memory.b();
        return new Offer.Codec(
                codec.scheme().word(),
                codec.frame(),
                b.isEmpty() ? null : b,
                codec.errorFeedback() ? true : null,
                options(memory, published));
    }

    /** How fast clients' memories follow their updates. */
    double alpha() {
        double alpha = codec.number(CodecOption.ALPHA);
        if (alpha > 0) {
            return alpha;
        }
        Norm norm = Norm.valueOf(codec.word(CodecOption.NORM).toUpperCase(Locale.ROOT));
        return Diana.defaultAlpha(norm, (int) codec.number(CodecOption.BUCKET), layout.parameterCount());
    }

    boolean serverChoosesLevels() {
        return codec.scheme() == CodecScheme.DQ_SGD
                && codec.word(CodecOption.DECIDES).equals("server");
    }

    /** Levels for an update of the norm, after so many rounds. */
    int levels(long published, double norm) {
        return DynamicBits.levels(bits().bits(published, norm));
    }

    private Map<String, Object> options(ServerMemory memory, long published) {
        if (codec.scheme() == CodecScheme.DQ_SGD) {
            return serverChoosesLevels()
                    ? Map.of(CodecOption.LEVELS.word(), memory.levels() > 0 ? memory.levels() : levels(published, 1))
                    : Map.of(CodecOption.BUDGET.word(), budget(published));
        }
        Map<String, Object> options = written(codec);
        if (codec.scheme().sendsDifferences()) {
            options.put(CodecOption.ALPHA.word(), alpha());
        }
        return options;
    }

    /** Within what offers take: beyond it is one bit, or the most there are. */
    private double budget(long published) {
        return Math.max(CodecOption.BUDGET.min(), Math.min(CodecOption.BUDGET.max(), bits().budget(published)));
    }

    private DynamicBits bits() {
        return new DynamicBits(
                codec.number(CodecOption.BUDGET),
                codec.number(CodecOption.CONTRACTION),
                spec.schedule().rounds());
    }

    private static Map<String, Object> written(JobSpec.Codec codec) {
        Map<String, Object> options = new LinkedHashMap<>();
        codec.options().keySet().stream().sorted().forEach(option -> {
            Object value = codec.value(option);
            if (!option.off().equals(Optional.of(value))) {
                options.put(option.word(), value);
            }
        });
        return options;
    }
}
