package io.psephos.aggregation.optimizer;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.OptimizerKind;
import io.psephos.protocol.ParameterLayout;
import java.util.Locale;

/** The server optimizers by kind. */
public final class ServerOptimizers {
    private ServerOptimizers() {}

    /** The optimizer that a job file names, for models of the layout. */
    public static ServerOptimizer of(JobSpec.Optimizer optimizer, ParameterLayout layout) {
        Choice<OptimizerKind> choice = optimizer.choice();
        return switch (choice.kind()) {
            case SGD -> new Sgd(layout, choice.number("momentum"));
            case ADAGRAD -> new Adagrad(choice.number("beta1"), choice.number("tau"));
            case ADAM ->
                new Adam(
                        choice.number("beta1"),
                        choice.number("beta2"),
                        choice.number("tau"),
                        Adam.Correction.valueOf(choice.word("correction").toUpperCase(Locale.ROOT)));
            case YOGI -> new Yogi(choice.number("beta1"), choice.number("beta2"), choice.number("tau"));
            case NOVOGRAD ->
                new NovoGrad(
                        layout,
                        choice.number("beta1"),
                        choice.number("beta2"),
                        choice.number("tau"),
                        choice.number("weightDecay"));
        };
    }
}
