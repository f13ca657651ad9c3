package io.psephos.simulation;

import io.psephos.client.CoinSource;
import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.client.update.UpdatePipeline;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.PartitionTable;
import io.psephos.learning.net.LocalTerms;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.robustness.attack.Attack;
import io.psephos.robustness.attack.Attacks;
import io.psephos.simulation.ClientSeeds.Purpose;
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
    private final JobSpec spec;
    private final JobSpec.Simulation.Attack attack;
    private final LocalLearning learning;
    private final ClientSeeds seeds;
    private final Supplier<Attack> attacks;
    private final AttackerKnowledge replay;
    private final Extensions codecs;
    private final UpdatePipeline honest;
    private final Map<Integer, UpdatePipeline> attackers = new ConcurrentHashMap<>();

    /**
     * @throws io.psephos.coordinator.jobfile.InvalidJobException when the net does not fit the data
     * @throws IllegalArgumentException when the attack does not
     */
    public SyntheticPool(JobSpec spec, DataSet data) {
        this(spec, data, LocalTerms.of(spec.training()));
    }

    /**
     * @param terms what the job's regularizers may be
     * @throws io.psephos.coordinator.jobfile.InvalidJobException when the net does not fit the data
     * @throws IllegalArgumentException when the attack does not, or a regularizer is not among the terms
     */
    public SyntheticPool(JobSpec spec, DataSet data, LocalTerms terms) {
        this(spec, new BuiltInLearning(spec, data, terms));
    }

    /**
     * A pool whose clients train a net of the user's own.
     *
     * @throws io.psephos.coordinator.jobfile.InvalidJobException when the job asks for what only built-in nets can do
     */
    public SyntheticPool(JobSpec spec, OwnNet net) {
        this(spec, new OwnLearning(spec, net));
    }

    private SyntheticPool(JobSpec spec, LocalLearning learning) {
        this.spec = spec;
        this.attack = spec.simulation().attack();
        this.learning = learning;
        this.seeds = new ClientSeeds(spec);
        Attack one = new CollusionCache(Attacks.of(attack.choice()));
        this.attacks = Attacks.isColluding(attack.choice()) ? () -> one : () -> Attacks.of(attack.choice());
        this.codecs = Extensions.of(
                spec.codec().extension().flatMap(Choice::extension).stream().toArray(Extension[]::new));
        this.honest = UpdatePipeline.standard().knowing(codecs);
        this.replay = new HonestReplay(this, attack.clients(), spec.schedule().cohort());
    }

    public int size() {
        return learning.clients();
    }

    /** Names of the regularizers that all clients know. */
    Set<String> regularizers() {
        return learning.regularizers();
    }

    /**
     * The table of the partition.
     *
     * @throws UnsupportedOperationException for a net of the user's own
     */
    public PartitionTable table() {
        return learning.table();
    }

    /**
     * The number of examples of each class that the client at the position holds.
     *
     * @throws UnsupportedOperationException for a net of the user's own
     */
    public int[] classCounts(int position) {
        return learning.classCounts(position);
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
            return learning.honest(position, inPassing);
        }
        // A client that has to report the magnitudes of its update must have one.
        boolean trains = Attacks.needsTraining(attack.choice())
                || spec.codec().adaptiveB().isPresent();
        return trains ? learning.byzantine(position, inPassing) : learning.idle(position);
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
                offer -> new SplittableRandom(seeds.of(position, offer, Purpose.ATTACK)));
    }

    /** The random source of the client's votes. */
    public CoinSource coins(int position) {
        return offer -> new SplittableRandom(seeds.of(position, offer, Purpose.COINS))::nextLong;
    }

    /** The success rate of the backdoor in a model; empty where there is no backdoor attack. */
    public OptionalDouble backdoorSuccess(float[] parameters) {
        return learning.backdoorSuccess(parameters);
    }

    /** The result of honest training by the client at the position. */
    Trained trained(TrainingTask task, int position) throws Exception {
        return learning.honest(position, false).train(task);
    }
}
