package io.psephos.cli;

import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.learning.net.LocalTraining;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.TrainingPlan;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.robustness.attack.Attacks;
import io.psephos.simulation.poison.Poisons;
import java.util.SplittableRandom;

/** A trainer of built-in nets on a random part of a data set. */
final class SampleTrainer implements Trainer {
    private final Examples examples;
    private final SplittableRandom random;
    private final boolean idle;

    /**
     * @param share of the training examples that this client holds, in (0, 1]
     * @param attack an attack, which may poison the examples, or need no training at all
     */
    SampleTrainer(DataSet data, double share, long seed, Choice<AttackKind> attack) {
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
    }

    int exampleCount() {
        return examples.count();
    }

    @Override
    public Trained train(TrainingTask task) {
        Offer.Training terms = task.offer().training();
        if (idle) {
            return new Trained(task.parameters(), 1, Math.min(examples.count(), terms.maxExamples()));
        }
        TrainingPlan plan = TrainingPlan.of(terms);
        LocalTraining.Result result = new LocalTraining(netOf(task.offer().layout()))
                .train(task.parameters(), examples, plan, random.nextLong());
        return new Trained(task.parameters(), result.steps(), result.examples());
    }

    private Net netOf(ParameterLayout layout) {
        return Nets.ofLayout(layout)
                .filter(net ->
                        net.featureCount() == examples.featureCount() && net.classCount() >= examples.classCount())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the job's model is no built-in net that takes " + examples.featureCount() + " features and "
                                + examples.classCount() + " classes, as --set has"));
    }
}
