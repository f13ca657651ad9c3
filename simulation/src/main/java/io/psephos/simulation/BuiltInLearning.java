package io.psephos.simulation;

import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.learning.data.PartitionTable;
import io.psephos.learning.data.Partitioners;
import io.psephos.learning.data.Shares;
import io.psephos.learning.net.LocalTerms;
import io.psephos.learning.net.LocalTraining;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.TrainableNet;
import io.psephos.learning.net.TrainingPlan;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Holds;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.ClientSeeds.Purpose;
import io.psephos.simulation.poison.Poison;
import io.psephos.simulation.poison.Poisons;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;

/** The learning of a net that the job names on shares of a data set. */
final class BuiltInLearning implements LocalLearning {
    private final JobSpec spec;
    private final DataSet data;
    private final LocalTerms terms;
    private final TrainableNet net;
    private final Shares shares;
    private final Poison poison;
    private final ClientSeeds seeds;
    private final ThreadLocal<Worker> workers;

    /**
     * @param terms what the job's regularizers may be
     * @throws io.psephos.coordinator.jobfile.InvalidJobException when the net does not fit the data
     * @throws IllegalArgumentException when the attack does not, or a regularizer is not among the terms
     */
    BuiltInLearning(JobSpec spec, DataSet data, LocalTerms terms) {
        TrainingPlan.of(spec.training(), terms);
        this.terms = terms;
        ModelFit.require(ModelFit.faults(spec, data));
        this.spec = spec;
        this.data = data;
        this.net = Nets.of(spec.model()).orElseThrow();
        this.shares = shares(spec.simulation(), data);
        this.poison = Poisons.of(attack(), data.training()).orElse(examples -> examples);
        this.seeds = new ClientSeeds(spec);
        this.workers = ThreadLocal.withInitial(() -> new Worker(net));
    }

    /** Shares of examples for all clients, or for the honest alone, with copies of theirs for attackers. */
    private static Shares shares(JobSpec.Simulation simulation, DataSet data) {
        int clients = simulation.clients();
        int copies = simulation.attack().holds() == Holds.COPIES
                ? simulation.attack().clients()
                : 0;
        int[][] partitioned = Partitioners.of(simulation.partition(), data)
                .split(data.training(), clients - copies, new SplittableRandom(simulation.seed()));
        return Shares.of(data.training(), partitioned).afterCopies(copies);
    }

    private Choice<AttackKind> attack() {
        return spec.simulation().attack().choice();
    }

    @Override
    public int clients() {
        return shares.clients();
    }

    @Override
    public Set<String> regularizers() {
        return terms.names();
    }

    @Override
    public PartitionTable table() {
        return PartitionTable.of(shares);
    }

    @Override
    public int[] classCounts(int position) {
        return shares.of(position).classCounts();
    }

    @Override
    public Trainer honest(int position, boolean inPassing) {
        return task -> trained(task, shares.of(position), position, inPassing);
    }

    @Override
    public Trainer byzantine(int position, boolean inPassing) {
        return task -> trained(task, poison.poison(shares.of(position)), position, inPassing);
    }

    @Override
    public Trainer idle(int position) {
        long examples = Math.min(shares.count(position), spec.training().maxExamples());
        return task -> new Trained(task.parameters(), 1, examples);
    }

    @Override
    public OptionalDouble backdoorSuccess(float[] parameters) {
        return Poisons.trigger(attack(), data.training()).stream()
                .mapToDouble(trigger -> trigger.successRate(net, parameters, data.heldOut()))
                .findFirst();
    }

    private Trained trained(TrainingTask task, Examples examples, int position, boolean inPassing) {
        TrainingPlan plan = TrainingPlan.of(task.offer().training(), terms);
        Examples taken = examples.atMost(
                task.offer().training().maxExamples(),
                new SplittableRandom(seeds.of(position, task.offer(), Purpose.CHOICE)));
        Worker worker = workers.get();
        float[] end = inPassing ? worker.end : task.parameters();
        LocalTraining.Result result = worker.training.train(
                task.parameters(), end, taken, plan, seeds.of(position, task.offer(), Purpose.TRAINING));
        Map<String, Double> metrics = spec.participants().selector().kind().usesLosses()
                ? Map.of(SyntheticClients.LOSS, result.meanLoss())
                : Map.of();
        return new Trained(end, result.steps(), result.examples(), metrics);
    }

    /** What a thread trains in. */
    private static final class Worker {
        private final TrainableNet.Training training;
        private final float[] end;

        Worker(TrainableNet net) {
            this.training = net.training();
            this.end = new float[net.layout().parameterCount()];
        }
    }
}
