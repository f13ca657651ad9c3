package io.psephos.cli;

import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.learning.net.ExtensionNet;
import io.psephos.learning.net.LocalTerms;
import io.psephos.learning.net.LocalTraining;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.TrainableNet;
import io.psephos.learning.net.TrainingPlan;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.robustness.attack.Attacks;
import io.psephos.simulation.poison.Poisons;
import java.util.Set;
import java.util.SplittableRandom;

/** A trainer of built-in nets, and of users' own, on a random part of a data set, and of that on as many examples as the job takes. */
final class SampleTrainer implements Trainer {
    private final Examples examples;
    private final SplittableRandom random;
    private final boolean idle;
    private final Extensions extensions;
    private final LocalTerms terms;

    /**
     * @param share of the training examples that this client holds, in (0, 1]
     * @param attack an attack, which may poison the examples, or need no training at all
     */
    SampleTrainer(DataSet data, double share, long seed, Choice<AttackKind> attack) {
        this(data, share, seed, attack, Extensions.NONE);
    }

    /** @param extensions which may have nets and local terms of users */
    SampleTrainer(DataSet data, double share, long seed, Choice<AttackKind> attack, Extensions extensions) {
        this.random = new SplittableRandom(seed);
        int[] all = random.ints(0, data.training().count())
                .distinct()
                .limit(Math.max(1, Math.round(share * data.training().count())))
                .toArray();
        Examples held = data.training().select(all);
        this.examples = Poisons.of(attack, data.training())
                .map(poison -> poison.poison(held))
                .orElse(held);
        this.idle = !Attacks.needsTraining(attack);
        this.extensions = extensions;
        this.terms = LocalTerms.of(extensions);
    }

    /** Names of the regularizers that it knows. */
    Set<String> regularizers() {
        return terms.names();
    }

    int exampleCount() {
        return examples.count();
    }

    @Override
    public Trained train(TrainingTask task) {
        Offer.Training training = task.offer().training();
        if (idle) {
            return new Trained(task.parameters(), 1, Math.min(examples.count(), training.maxExamples()));
        }
        TrainingPlan plan = TrainingPlan.of(training, terms);
        Examples taken = examples.atMost(training.maxExamples(), random);
        LocalTraining.Result result = netOf(task.offer().layout())
                .training()
                .train(task.parameters(), task.parameters(), taken, plan, random.nextLong());
        return new Trained(task.parameters(), result.steps(), result.examples());
    }

    /** The built-in net with the layout, else that of an extension. */
    private TrainableNet netOf(ParameterLayout layout) {
        return Nets.ofLayout(layout)
                .<TrainableNet>map(net -> net)
                .or(() -> ExtensionNet.ofLayout(extensions, layout))
                .filter(net ->
                        net.featureCount() == examples.featureCount() && net.classCount() >= examples.classCount())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the job's model is no net built in, or in the jars of --plugin, that takes "
                                + examples.featureCount() + " features and " + examples.classCount()
                                + " classes, as --set has"));
    }
}
