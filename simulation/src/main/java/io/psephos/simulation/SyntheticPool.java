package io.psephos.simulation;

import static io.psephos.coordinator.cohort.RosterDraw.mix;

import io.psephos.client.CoinSource;
import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.client.update.UpdatePipeline;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.learning.data.PartitionTable;
import io.psephos.learning.data.Partitioners;
import io.psephos.learning.data.Shares;
import io.psephos.learning.net.LocalTerms;
import io.psephos.learning.net.LocalTraining;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.TrainingPlan;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Holds;
import io.psephos.protocol.Offer;
import io.psephos.protocol.extension.Extension;
import io.psephos.protocol.extension.Extensions;
import io.psephos.robustness.attack.Attack;
import io.psephos.robustness.attack.Attacks;
import io.psephos.simulation.poison.Poison;
import io.psephos.simulation.poison.Poisons;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The synthetic clients of a job: their shares of the examples, which of them are Byzantine, and their training and
 * upload. All of it follows from the simulation's seed, a client's position and the round, and what attackers do also
 * from the honest updates that they see.
 */
public final class SyntheticPool {
    private static final long TRAINING = 1;
    private static final long COINS = 2;
    private static final long ATTACK = 3;
    private static final long CHOICE = 4;

    private final JobSpec spec;
    private final JobSpec.Simulation.Attack attack;
    private final DataSet data;
    private final LocalTerms terms;
    private final Net net;
    private final Shares shares;
    private final Poison poison;
    private final Supplier<Attack> attacks;
    private final AttackerKnowledge replay;
    private final ThreadLocal<Worker> workers;
    private final Extensions codecs;
    private final UpdatePipeline honest;
    private final Map<Integer, UpdatePipeline> attackers = new ConcurrentHashMap<>();

    /**
     * @throws io.psephos.coordinator.jobfile.InvalidJobException when the net does not fit the data
     * @throws IllegalArgumentException when the attack does not
     */
    public SyntheticPool(JobSpec spec, DataSet data) {
        this(spec, data, LocalTerms.BUILT_IN);
    }

    /**
     * @param terms what the job's regularizers may be
     * @throws io.psephos.coordinator.jobfile.InvalidJobException when the net does not fit the data
     * @throws IllegalArgumentException when the attack does not, or a regularizer is not among the terms
     */
    public SyntheticPool(JobSpec spec, DataSet data, LocalTerms terms) {
        TrainingPlan.of(spec.training(), terms);
        this.spec = spec;
        this.terms = terms;
        this.data = data;
        this.attack = spec.simulation().attack();
        ModelFit.require(ModelFit.faults(spec, data));
        this.net = Nets.byName(spec.model()).orElseThrow();
        this.shares = shares(spec.simulation(), data.training());
        this.poison = Poisons.of(attack.choice(), data.training()).orElse(examples -> examples);
        Attack one = new CollusionCache(Attacks.of(attack.choice()));
        this.attacks = Attacks.isColluding(attack.choice()) ? () -> one : () -> Attacks.of(attack.choice());
        this.replay = new HonestReplay(this, attack.clients(), spec.schedule().cohort());
        this.codecs = Extensions.of(
                spec.codec().extension().flatMap(Choice::extension).stream().toArray(Extension[]::new));
        this.honest = UpdatePipeline.standard().knowing(codecs);
        this.workers = ThreadLocal.withInitial(() -> new Worker(net));
    }

    /** Shares of examples for all clients, or for the honest alone, with copies of theirs for attackers. */
    private static Shares shares(JobSpec.Simulation simulation, Examples examples) {
        int clients = simulation.clients();
        int copies = simulation.attack().holds() == Holds.COPIES
                ? simulation.attack().clients()
                : 0;
        int[][] partitioned = Partitioners.of(simulation.partition())
                .split(examples, clients - copies, new SplittableRandom(simulation.seed()));
        return Shares.of(examples, partitioned).afterCopies(copies);
    }

    /** Names of the regularizers that all clients know. */
    Set<String> regularizers() {
        return terms.names();
    }

    public int size() {
        return shares.clients();
    }

    /** The table of the partition. */
    public PartitionTable table() {
        return PartitionTable.of(shares);
    }

    /** Whether the client at the position is an attacker, as the first ones are. */
    public boolean isByzantine(int position) {
        return attack.kind() != AttackKind.NONE && position < attack.clients();
    }

    /** Whether the client sends something other than what it trained. */
    private boolean sendsOtherwise(int position) {
        return isByzantine(position) && !Attacks.isOnData(attack.choice());
    }

    /** Whether attackers look at the honest updates of a round, which must be there before it is their turn. */
    boolean looksAround() {
        return Attacks.looksAround(attack.choice()) && attack.clients() > 0;
    }

    /** The client at the position; an attacker trains on what it made of its examples, or not at all. */
    public Trainer trainer(int position) {
        return trainer(position, false);
    }

    /**
     * The same for whoever is done with the result before this thread trains again: it is memory of the thread, and what
     * was offered is left as it was.
     */
    Trainer trainerInPassing(int position) {
        return trainer(position, true);
    }

    private Trainer trainer(int position, boolean inPassing) {
        if (!isByzantine(position)) {
            return task -> trained(task, examples(position), position, inPassing);
        }
        // A client that has to report the magnitudes of its update must have one.
        boolean trains = Attacks.needsTraining(attack.choice())
                || spec.codec().adaptiveB().isPresent();
        Examples examples = examples(position);
        return trains
                ? task -> trained(task, poison.poison(examples), position, inPassing)
                : task -> new Trained(
                        task.parameters(),
                        1,
                        Math.min(examples.count(), spec.training().maxExamples()));
    }

    /** The client's pipeline, where pool and client share a process and attackers see everything in it. */
    public UpdatePipeline pipeline(int position) {
        return pipeline(position, replay);
    }

    /** The client's pipeline; an attacker keeps the knowledge of the first call for its position. */
    UpdatePipeline pipeline(int position, AttackerKnowledge knowledge) {
        return sendsOtherwise(position)
                ? attackers.computeIfAbsent(
                        position,
                        byzantine -> UpdatePipeline.attackedBy(step(byzantine, knowledge))
                                .knowing(codecs))
                : honest;
    }

    private AttackStep step(int position, AttackerKnowledge knowledge) {
        return new AttackStep(
                attacks.get(),
                knowledge,
                Defence.of(spec),
                offer -> new SplittableRandom(seed(position, offer, ATTACK)));
    }

    /** The random source of the client's votes. */
    public CoinSource coins(int position) {
        return offer -> new SplittableRandom(seed(position, offer, COINS))::nextLong;
    }

    /** The success rate of the backdoor in a model; empty where there is no backdoor attack. */
    public OptionalDouble backdoorSuccess(float[] parameters) {
        return Poisons.trigger(attack.choice(), data.training()).stream()
                .mapToDouble(trigger -> trigger.successRate(net, parameters, data.heldOut()))
                .findFirst();
    }

    /** The result of honest training by the client at the position. */
    Trained trained(TrainingTask task, int position) {
        return trained(task, examples(position), position, false);
    }

    private Trained trained(TrainingTask task, Examples examples, int position, boolean inPassing) {
        TrainingPlan plan = TrainingPlan.of(task.offer().training(), terms);
        Examples taken = examples.atMost(
                task.offer().training().maxExamples(), new SplittableRandom(seed(position, task.offer(), CHOICE)));
        Worker worker = workers.get();
        float[] end = inPassing ? worker.end : task.parameters();
        LocalTraining.Result result =
                worker.training.train(task.parameters(), end, taken, plan, seed(position, task.offer(), TRAINING));
        Map<String, Double> metrics = spec.participants().selector().kind().usesLosses()
                ? Map.of(SyntheticClients.LOSS, result.meanLoss())
                : Map.of();
        return new Trained(end, result.steps(), result.examples(), metrics);
    }

    private Examples examples(int position) {
        return shares.of(position);
    }

    /**
     * The seed of a purpose for one offer, as a client may have many assignments of a round and draws anew for each.
     */
    private long seed(int position, Offer offer, long purpose) {
        long seed = mix(mix(mix(spec.simulation().seed(), purpose), position), offer.round());
        return spec.schedule().isSynchronous()
                ? seed
                : mix(seed, offer.assignment().value().hashCode());
    }

    /** What a thread trains in. */
    private static final class Worker {
        private final LocalTraining training;
        private final float[] end;

        Worker(Net net) {
            this.training = new LocalTraining(net);
            this.end = new float[net.layout().parameterCount()];
        }
    }
}
