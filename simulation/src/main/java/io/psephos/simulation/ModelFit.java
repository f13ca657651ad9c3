package io.psephos.simulation;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.TrainableNet;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Holds;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Simulation;
import io.psephos.protocol.PartitionKind;
import io.psephos.protocol.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The comparison of a job's net with the data set that its clients train on. */
public final class ModelFit {
    private final JobSpec spec;
    private final DataSet data;
    private final List<Violation> faults = new ArrayList<>();

    private ModelFit(JobSpec spec, DataSet data) {
        this.spec = spec;
        this.data = data;
    }

    /** Returns what keeps clients from training the job's net on the data; empty where nothing does. */
    public static List<Violation> faults(JobSpec spec, DataSet data) {
        ModelFit fit = new ModelFit(spec, data);
        fit.compareNet();
        fit.compareClients(spec.simulation());
        return fit.faults;
    }

    private void compareNet() {
        Optional<TrainableNet> net;
        try {
            net = Nets.of(spec.model());
        } catch (ExtensionException e) {
            faults.add(new Violation(ExtensionFamily.NET.key(), "unsupported", String.valueOf(e.getMessage())));
            return;
        }
        if (net.isPresent()) {
            compareInputs(net.get());
            compareOutputs(net.get());
        } else {
            compareName(spec.model());
        }
    }

    private void compareName(JobSpec.Model model) {
        if (Nets.NAMES.contains(model.net())) {
            fault("model.layers", "make no net '" + model.net() + "'; " + Nets.LAYERS + ", was " + model.layers());
        } else {
            fault(
                    "model.net",
                    "must be one of " + String.join(", ", Nets.NAMES) + ", or x-… of a plug-in, was '" + model.net()
                            + "'");
        }
    }

    /** The same, where the only data set to evaluate on is that of the clients. */
    public static List<Violation> faultsAlone(JobSpec spec, DataSet data) {
        List<Violation> faults = new ArrayList<>(faults(spec, data));
        String set = spec.evaluation().set();
        if (spec.evaluation().data() == EvaluationData.SERVER && !set.equals(data.name())) {
            faults.add(new Violation(
                    "evaluation.set",
                    "unsupported",
                    "must be the set that the clients train on, simulation.data: '" + data.name() + "', was '" + set
                            + "'"));
        }
        if (spec.evaluation().data() == EvaluationData.SERVER && data.heldOut().count() == 0) {
            faults.add(new Violation(
                    "evaluation.data",
                    "contradiction",
                    "must be clients or none, as data set '" + data.name() + "' holds no examples out, was server"));
        }
        return faults;
    }

    /** @throws InvalidJobException with the faults, where there are any */
    static void require(List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidJobException(faults);
        }
    }

    /** Compares the clients where the data says whose the examples are; attackers that copy come on top of those. */
    private void compareClients(Simulation simulation) {
        if (simulation.partition().kind() != PartitionKind.NATURAL) {
            return;
        }
        if (data.clients().isEmpty()) {
            fault(
                    "simulation.partition",
                    "must be another than natural, as data set '" + data.name() + "' does not say whose examples are;"
                            + " client in its dataset.yaml names the column that does");
            return;
        }
        int copies = simulation.attack().holds() == Holds.COPIES
                ? simulation.attack().clients()
                : 0;
        int clients = data.clients().get().count() + copies;
        if (simulation.clients() != clients) {
            fault(
                    "simulation.clients",
                    "must be " + clients + ", as data set '" + data.name() + "' has "
                            + data.clients().get().count() + " clients"
                            + (copies == 0 ? "" : " and " + copies + " attackers copy theirs") + ", was "
                            + simulation.clients());
        }
    }

    private void compareInputs(TrainableNet net) {
        int features = data.training().featureCount();
        if (net.featureCount() != features) {
            fault(
                    "model.layers",
                    "must begin with " + features + ", as an example of data set '" + data.name() + "' has " + features
                            + " features, was " + spec.model().layers());
        }
    }

    private void compareOutputs(TrainableNet net) {
        int classes = data.training().classCount();
        if (net.classCount() >= classes) {
            return;
        }
        int lowest = lowestLabel();
        fault(
                "model.layers",
                lowest == 0
                        ? "must end with " + classes + ", as data set '" + data.name() + "' has " + classes
                                + " classes, was " + spec.model().layers()
                        : "must end with " + classes + ", as the labels of data set '" + data.name() + "' run from "
                                + lowest + " to " + (classes - 1) + " and classes count from 0, was "
                                + spec.model().layers() + "; or subtract " + lowest + " from each label");
    }

    private int lowestLabel() {
        int[] training = data.training().classCounts();
        int[] heldOut = data.heldOut().classCounts();
        int lowest = 0;
        while (lowest < training.length - 1 && training[lowest] + heldOut[lowest] == 0) {
            lowest++;
        }
        return lowest;
    }

    private void fault(String path, String detail) {
        faults.add(new Violation(path, "contradiction", detail));
    }
}
