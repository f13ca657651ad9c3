package io.psephos.simulation;

import io.psephos.coordinator.model.Evaluator;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.Holds;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.PartitionKind;
import io.psephos.protocol.Problem.Violation;
import io.psephos.robustness.attack.Attacks;
import java.util.ArrayList;
import java.util.List;

/** The comparison of a job with the net of the user's own that its clients train. */
final class OwnNetFit {
    private static final String NO_EXAMPLES = ": only the trainers of a net of one's own know their examples";

    private final JobSpec spec;
    private final OwnNet net;
    private final List<Violation> faults = new ArrayList<>();

    private OwnNetFit(JobSpec spec, OwnNet net) {
        this.spec = spec;
        this.net = net;
    }

    /** Returns what keeps clients from training the net; empty where nothing does. */
    static List<Violation> faults(JobSpec spec, OwnNet net) {
        OwnNetFit fit = new OwnNetFit(spec, net);
        fit.model();
        fit.examples();
        return fit.faults;
    }

    /** The same, where nobody but the net itself can measure it. */
    static List<Violation> faultsAlone(JobSpec spec, OwnNet net) {
        OwnNetFit fit = new OwnNetFit(spec, net);
        fit.model();
        fit.examples();
        fit.root();
        fit.evaluation();
        return fit.faults;
    }

    private void model() {
        if (!spec.model().upload()) {
            fault(
                    "model.upload",
                    "must be true for a net of one's own, was false with net '"
                            + spec.model().net() + "'");
        }
        spec.model()
                .layout()
                .filter(layout -> !layout.equals(net.layout()))
                .ifPresent(layout -> fault(
                        "model.layout",
                        "must be that of the net, " + net.layout().tensors() + ", was " + layout.tensors()));
    }

    private void examples() {
        JobSpec.Simulation simulation = spec.simulation();
        if (simulation.partition().kind() != PartitionKind.IID) {
            fault(
                    "simulation.partition",
                    "must be left out, was " + simulation.partition().kind().word() + NO_EXAMPLES);
        }
        if (Attacks.isOnData(simulation.attack().choice())) {
            fault(
                    "simulation.attack.kind",
                    "must be an attack on updates, was "
                            + simulation.attack().kind().word() + NO_EXAMPLES);
        }
        if (simulation.attack().holds() == Holds.COPIES) {
            fault("simulation.attack.holds", "must be left out, was copies" + NO_EXAMPLES);
        }
    }

    private void root() {
        if (spec.aggregation().rule().usesServerExamples()) {
            fault(
                    "aggregation.rule",
                    "must do without examples of the server's own, was "
                            + spec.aggregation().rule().word() + ", which trains a built-in net on some");
        }
    }

    private void evaluation() {
        boolean isServers = spec.evaluation().data() == EvaluationData.SERVER;
        if (isServers && net.evaluator().isEmpty()) {
            fault("evaluation.data", "must be clients or none where the net has no evaluator, was server");
        }
        if (!isServers && net.evaluator().isPresent()) {
            fault(
                    "evaluation.data",
                    "must be server where the net has an evaluator, was "
                            + spec.evaluation().data().word());
        }
        if (isServers && spec.stop().accuracy().isPresent()) {
            net.evaluator()
                    .map(this::first)
                    .filter(first -> !first.hasAccuracy())
                    .ifPresent(first ->
                            fault("stop.accuracy", "needs an accuracy, and the net's evaluator tells the loss only"));
        }
    }

    private Evaluator.Evaluation first(Evaluator evaluator) {
        return evaluator.evaluate(net.parameters());
    }

    private void fault(String path, String detail) {
        faults.add(new Violation(path, "contradiction", detail));
    }
}
