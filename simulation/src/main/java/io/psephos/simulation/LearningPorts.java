package io.psephos.simulation;

import io.psephos.coordinator.model.Evaluators;
import io.psephos.coordinator.model.InitialModels;
import io.psephos.coordinator.model.RootUpdates;
import io.psephos.hosting.HostedModels;
import io.psephos.protocol.EvaluationData;
import java.util.Optional;

/** The ports of the coordinator that learning fills. */
record LearningPorts(InitialModels models, Evaluators evaluators, RootUpdates roots) {

    static LearningPorts of(HostedModels models) {
        return new LearningPorts(models, models, models);
    }

    /** The ports to a net that is uploaded, and that has nobody on the server's side but its evaluator. */
    static LearningPorts of(OwnNet net) {
        return new LearningPorts(
                model -> Optional.empty(),
                spec -> net.evaluator().filter(evaluator -> spec.evaluation().data() == EvaluationData.SERVER),
                spec -> Optional.empty());
    }
}
