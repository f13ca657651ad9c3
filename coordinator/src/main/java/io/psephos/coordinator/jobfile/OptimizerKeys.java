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
        if (codec.scheme().isVote() && !section.has("learningRate")) {
            section.fault("learningRate", "required", "votes have no scale, so the step needs one");
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
}
