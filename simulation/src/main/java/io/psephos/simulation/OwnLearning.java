package io.psephos.simulation;

import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.client.TrainingTask;
import io.psephos.learning.data.PartitionTable;
import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Weights;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** The learning of a net of the user's own, about whose examples only its trainers know. */
final class OwnLearning implements LocalLearning {
    private final JobSpec spec;
    private final OwnNet net;

    /** @throws io.psephos.coordinator.jobfile.InvalidJobException when the job asks for what only built-in nets can do */
    OwnLearning(JobSpec spec, OwnNet net) {
        ModelFit.require(OwnNetFit.faults(spec, net));
        this.spec = spec;
        this.net = net;
    }

    @Override
    public int clients() {
        return spec.simulation().clients();
    }

    /** All that the job has: trainers find them in their offers. */
    @Override
    public Set<String> regularizers() {
        return spec.training().regularizers().stream().map(Choice::word).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public PartitionTable table() {
        throw unknown();
    }

    @Override
    public int[] classCounts(int position) {
        throw unknown();
    }

    private static UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("only the trainers of a net of one's own know their examples");
    }

    @Override
    public Trainer honest(int position, boolean inPassing) {
        return task -> trained(position, task);
    }

    @Override
    public Trainer byzantine(int position, boolean inPassing) {
        return honest(position, inPassing);
    }

    /** Where examples are weights, training alone can tell how many there are. */
    @Override
    public Trainer idle(int position) {
        return spec.aggregation().weights() == Weights.EXAMPLES
                ? honest(position, false)
                : task -> new Trained(task.parameters(), 1, 1);
    }

    @Override
    public OptionalDouble backdoorSuccess(float[] parameters) {
        return OptionalDouble.empty();
    }

    private Trained trained(int position, TrainingTask task) throws InterruptedException {
        try {
            return net.trainer(position).train(task);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new TrainerException(position, task.offer().round(), e);
        }
    }
}
