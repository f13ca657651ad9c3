package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec.Codec;
import io.psephos.protocol.JobSpec.Optimizer;
import io.psephos.protocol.OptimizerKind;
import io.psephos.protocol.Option;
import io.psephos.protocol.RateDecay;
import java.util.Map;
import java.util.Optional;

/** The keys of the server optimizer. */
final class OptimizerKeys {
    private static final String WEIGHT_DECAY = "weightDecay";

    private static final Key<Choice<OptimizerKind>> KIND = Key.kind(
                    "kind", OptimizerKind.SGD, Family.closed("Server optimizers", OptimizerKind.values()))
            .means("The server optimizer: how an aggregate becomes the step from one version to the next (FedOpt).");
    private static final Key<Double> LEARNING_RATE = Key.number("learningRate", 1, 1e-12, 1e6)
            .usually("1; required where the codec sends votes, which have no scale")
            .means("The server's learning rate in the first round: 1 with a mean, 0.001 to 0.03 with votes, 0.01 to 0.1"
                    + " with kinds other than `sgd`.");
    private static final Key<ConfigSection> DECAY = DecayKeys.key(
            WEIGHT_DECAY,
            "How the server's learning rate falls with published rounds; for `novograd` a bare number is its weightDecay.");

    static final Section SECTION = Section.of(
            "optimizer",
            "How the server goes from the aggregate to the next version of the model.",
            "optimizer: {kind: adam, learningRate: 0.01, decay: {linear: 0.1}}",
            KIND,
            LEARNING_RATE,
            DECAY);

    private OptimizerKeys() {}

    static Optimizer parse(ConfigSection section, Codec codec) {
        Choice<OptimizerKind> choice = KIND.read(section);
        if (codec.scheme().isVote() && !LEARNING_RATE.isIn(section)) {
            section.fault(LEARNING_RATE.name(), "required", "votes have no scale, so the step needs one");
        }
        Optional<Option> weightDecay = choice.kind().options().stream()
                .filter(option -> option.name().equals(WEIGHT_DECAY))
                .findFirst();
        // A bare number is the decay of weights, for kinds that have one; schedules are mappings or words.
        boolean isShort = weightDecay.isPresent() && section.isNumber(DECAY.name()) && !section.has(WEIGHT_DECAY);
        Optimizer optimizer = new Optimizer(
                isShort
                        ? choice.with(
                                WEIGHT_DECAY,
                                section.option(DECAY.name(), weightDecay.get(), choice.value(WEIGHT_DECAY)))
                        : choice,
                LEARNING_RATE.read(section),
                isShort ? RateDecay.NONE : DecayKeys.parse(section));
        section.end();
        return optimizer;
    }

    static Map<String, Object> render(Optimizer optimizer) {
        return new SectionWriter()
                .put(KIND, optimizer.choice())
                .put(LEARNING_RATE, optimizer.learningRate())
                .putOptions(optimizer.choice())
                .put(DECAY.name(), DecayKeys.render(optimizer.decay()))
                .entries();
    }
}
