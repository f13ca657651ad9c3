package io.psephos.simulation;

import static io.psephos.coordinator.cohort.RosterDraw.mix;

import io.psephos.client.CoinSource;
import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.learning.data.PartitionTable;
import io.psephos.learning.data.Partitioners;
import io.psephos.learning.net.LocalTraining;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.TrainingPlan;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.AttackKind;
import io.psephos.protocol.Offer;
import io.psephos.robustness.attack.Attack;
import io.psephos.robustness.attack.Attacks;
import java.util.SplittableRandom;

/**
 * The synthetic clients of a job: who holds which examples, who is Byzantine, and how each trains. All of it follows
 * from the simulation's seed, a client's position and the round.
 */
public final class SyntheticPool {
    private static final long TRAINING = 1;
    private static final long COINS = 2;
    private static final long ATTACK = 3;

    private final JobSpec spec;
    private final DataSet data;
    private final int[][] hands;
    private final TrainingPlan plan;
    private final Attack attack;
    private final ThreadLocal<LocalTraining> training;

    /** @throws IllegalArgumentException when the net does not fit the data */
    public SyntheticPool(JobSpec spec, DataSet data) {
        this.spec = spec;
        this.data = data;
        JobSpec.Simulation simulation = spec.simulation();
        Net net = Nets.byName(spec.model())
                .orElseThrow(() -> new IllegalArgumentException("no net '"
                        + spec.model().net() + "' of widths " + spec.model().layers()));
        if (net.featureCount() != data.training().featureCount()) {
            throw new IllegalArgumentException("the net takes " + net.featureCount() + " features, data set '"
                    + data.name() + "' has " + data.training().featureCount());
        }
        this.hands = Partitioners.of(simulation.partition())
                .split(data.training(), simulation.clients(), new SplittableRandom(simulation.seed()));
        this.plan = TrainingPlan.of(spec.training());
        this.attack = simulation.attack().kind() == AttackKind.NONE
                ? (update, random) -> update
                : Attacks.of(simulation.attack().kind());
        this.training = ThreadLocal.withInitial(() -> new LocalTraining(net));
    }

    public int size() {
        return hands.length;
    }

    /** Who holds what. */
    public PartitionTable table() {
        return PartitionTable.of(data.training(), hands);
    }

    /** The first clients attack. */
    public boolean isByzantine(int position) {
        return spec.simulation().attack().kind() != AttackKind.NONE
                && position < spec.simulation().attack().clients();
    }

    /** The client at the position, honest or not. */
    public Trainer trainer(int position) {
        Examples examples = data.training().select(hands[position]);
        return isByzantine(position)
                ? task -> {
                    float[] start = task.parameters().clone();
                    return corrupted(task.offer(), start, trained(task, examples, position), position);
                }
                : task -> trained(task, examples, position);
    }

    /** The coins of the client's votes. */
    public CoinSource coins(int position) {
        return offer -> new SplittableRandom(seed(position, offer, COINS))::nextLong;
    }

    private Trained trained(TrainingTask task, Examples examples, int position) {
        float[] parameters = task.parameters();
        LocalTraining.Result result =
                training.get().train(parameters, examples, plan, seed(position, task.offer(), TRAINING));
        return new Trained(parameters, result.steps(), result.examples());
    }

    /** The trained parameters moved to where the attack wants the update to point. */
    private Trained corrupted(Offer offer, float[] start, Trained honest, int position) {
        float[] end = honest.parameters();
        float[] update = new float[start.length];
        for (int i = 0; i < start.length; i++) {
            update[i] = start[i] - end[i];
        }
        float[] corrupt = attack.corrupt(update, new SplittableRandom(seed(position, offer, ATTACK)));
        for (int i = 0; i < start.length; i++) {
            end[i] = start[i] - corrupt[i];
        }
        return new Trained(end, honest.steps(), honest.exampleCount());
    }

    private long seed(int position, Offer offer, long purpose) {
        return mix(mix(mix(spec.simulation().seed(), purpose), position), offer.round());
    }
}
