package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec.Training;
import io.psephos.protocol.Regularizer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The keys of the local training of clients. */
final class TrainingKeys {
    private static final int MOST_STEPS = 1_000_000;

    private static final Key<Integer> STEPS = Key.whole("steps", 1, 1, MOST_STEPS)
            .usually("1, where there are no epochs")
            .means(
                    "Batches that a client trains on for one update; 1 with votes of a mean gradient, more to save rounds"
                            + " at the price of client drift.");
    private static final Key<Integer> EPOCHS = Key.whole("epochs", 1, 1, MOST_STEPS)
            .usually("none: steps count")
            .means("Passes over a client's own examples for one update, in place of steps.");
    private static final Key<Integer> BATCH =
            Key.whole("batch", 32, 1, 1 << 24).means("Examples of a batch; a client that holds fewer takes them all.");
    private static final Key<Double> LEARNING_RATE =
            Key.number("learningRate", 0.01, 1e-12, 1e6).means("Learning rate of the clients' SGD in the first round.");
    private static final Key<Double> PROXIMAL = Key.number("proximal", 0, 0, 1e6)
            .means(
                    "FedProx's μ: how strongly a client's parameters are pulled to those it was offered; 0.001 to 1 where"
                            + " clients' data differ and they train long.");
    private static final Key<List<Choice<Regularizer>>> REGULARIZERS = Key.choices(
                    "regularizers", Regularizer.PROXIMAL, Family.extensible("Regularizers", Regularizer.values()))
            .usually("`none`")
            .means(
                    "What is added to the loss that clients minimise, one or a list of kinds; a client that does not know"
                            + " one of them is not offered the job.");
    private static final Key<String> SHARES =
            Key.only("shares", "all").means("The tensors that clients send; this version knows all of them only.");
    private static final Key<Long> MAX_EXAMPLES = Key.whole("maxExamples", 1_000_000L, 1, 1L << 40)
            .means(
                    "Most examples that a client may say its update has; a claim above is refused. At most 16777216 where"
                            + " examples are the weights of a mean.");
    private static final Key<ConfigSection> DECAY = DecayKeys.key(
            "",
            "How the clients' learning rate falls with published rounds: a client trains at the rate of its offer.");
    private static final Key<Double> MOMENTUM = Key.number("momentum", 0, 0, 0.9999)
            .means("Momentum of the clients' SGD within one local training; it is not kept from round to round.");
    private static final Key<Double> WEIGHT_DECAY = Key.number("weightDecay", 0, 0, 1e6)
            .means("Weight decay of the clients' SGD: how strongly parameters are pulled to 0.");

    static final Section SECTION = Section.of(
            "training",
            "What a client does with its examples before it sends an update.",
            "training: {epochs: 1, batch: 32, learningRate: 0.05, decay: {cosine: 0.1}}",
            STEPS,
            EPOCHS,
            BATCH,
            LEARNING_RATE,
            PROXIMAL,
            REGULARIZERS,
            SHARES,
            MAX_EXAMPLES,
            DECAY,
            MOMENTUM,
            WEIGHT_DECAY);

    private TrainingKeys() {}

    static Training parse(ConfigSection section) {
        boolean epochs = EPOCHS.isIn(section);
        if (epochs && STEPS.isIn(section)) {
            section.fault(EPOCHS.name(), "contradiction", "epochs stand in place of steps");
        }
        SHARES.read(section);
        int count = (epochs ? EPOCHS : STEPS).read(section);
        Training training = new Training(
                epochs ? OptionalInt.empty() : OptionalInt.of(count),
                epochs ? OptionalInt.of(count) : OptionalInt.empty(),
                BATCH.read(section),
                LEARNING_RATE.read(section),
                RegularizerKeys.parse(section, PROXIMAL, REGULARIZERS),
                MAX_EXAMPLES.read(section),
                DecayKeys.parse(section),
                MOMENTUM.read(section),
                WEIGHT_DECAY.read(section));
        section.end();
        return training;
    }

    static Map<String, Object> render(Training training) {
        SectionWriter tree = new SectionWriter();
        training.steps().ifPresent(steps -> tree.put(STEPS, steps));
        training.epochs().ifPresent(epochs -> tree.put(EPOCHS, epochs));
        tree.put(BATCH, training.batch())
                .put(LEARNING_RATE, training.learningRate())
                .put(PROXIMAL, training.proximal());
        if (!training.furtherRegularizers().isEmpty()) {
            tree.put(REGULARIZERS, training.furtherRegularizers());
        }
        return tree.put(SHARES, "all")
                .put(MAX_EXAMPLES, training.maxExamples())
                .put(DECAY.name(), DecayKeys.render(training.decay()))
                .put(MOMENTUM, training.momentum())
                .put(WEIGHT_DECAY, training.weightDecay())
                .entries();
    }
}
