package io.psephos.simulation;

import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.model.Evaluators;
import io.psephos.coordinator.model.InitialModels;
import io.psephos.coordinator.model.RootUpdates;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.net.Evaluation;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.RootTraining;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.EvaluationData;
import java.util.Optional;

/** The coordinator's nets and its evaluator, for a simulation that holds the data anyway. */
record LearningModels(DataSet data) implements InitialModels, Evaluators, RootUpdates {

    @Override
    public Optional<InitialModel> create(JobSpec.Model model) {
        return Nets.byName(model).map(net -> new InitialModel(net.layout(), net.initial(model.seed())));
    }

    @Override
    public Optional<Evaluator> forJob(JobSpec spec) {
        return spec.evaluation().data() == EvaluationData.SERVER
                        && spec.evaluation().set().equals(data.name())
                ? Nets.byName(spec.model()).map(this::evaluator)
                : Optional.empty();
    }

    @Override
    public Optional<RootUpdate> rootOf(JobSpec spec) {
        int examples = spec.aggregation().choice().whole("examples");
        return spec.evaluation().set().equals(data.name())
                        && examples <= data.training().count()
                ? Nets.byName(spec.model())
                        .map(net -> new RootTraining(
                                net,
                                data.training(),
                                examples,
                                spec.training(),
                                spec.model().seed())::update)
                : Optional.empty();
    }

    private Evaluator evaluator(Net net) {
        return parameters -> {
            Evaluation evaluation = Evaluation.of(net, parameters, data.heldOut());
            return new Evaluator.Evaluation(evaluation.loss(), evaluation.accuracy(), evaluation.examples());
        };
    }
}
