package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec.Codec;
import io.psephos.protocol.JobSpec.Optimizer;
import io.psephos.protocol.OptimizerKind;
import io.psephos.protocol.Option;
import io.psephos.protocol.RateDecay;
import java.util.Optional;

/** The server optimizer, as a job file says it. */
final class OptimizerKeys {
    private static final String DECAY = "decay";
    private static final String WEIGHT_DECAY = "weightDecay";

    private OptimizerKeys() {}

    static Optimizer parse(ConfigSection section, Codec codec) {
        OptimizerKind kind = section.choice("kind", OptimizerKind.SGD);
        if (!section.has("learningRate")) {
            requireNoRate(section, codec, kind);
        }
        Choice<OptimizerKind> options = section.options(kind);
        Optional<Option> weightDecay = kind.options().stream()
                .filter(option -> option.name().equals(WEIGHT_DECAY))
                .findFirst();
        // A bare number is the decay of weights, for kinds that have one; schedules are mappings or words.
        boolean isShort = weightDecay.isPresent() && section.isNumber(DECAY) && !section.has(WEIGHT_DECAY);
        Optimizer optimizer = new Optimizer(
                isShort
                        ? options.with(
                                WEIGHT_DECAY, section.option(DECAY, weightDecay.get(), options.value(WEIGHT_DECAY)))
                        : options,
                section.number("learningRate", 1, 1e-12, 1e6),
                isShort ? RateDecay.NONE : DecayKeys.parse(section));
        section.end();
        return optimizer;
    }

    /** Without a rate a mean is taken as it is; what has no scale of its own needs one. */
    private static void requireNoRate(ConfigSection section, Codec codec, OptimizerKind kind) {
        if (codec.scheme().isVote()) {
            section.fault("learningRate", "required", "votes have no scale, so the step needs one");
        } else if (kind != OptimizerKind.SGD) {
            section.fault("learningRate", "required", "steps of " + kind.word() + " have no scale but the rate");
        }
    }
}
