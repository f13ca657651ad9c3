package io.psephos.aggregation.stage;

import io.psephos.aggregation.Aggregate;
import io.psephos.protocol.state.NamedState;
import java.util.List;

/** Stages one after another over an aggregate, as a job runs them. */
final class StageRun {
    private final List<ServerStage> stages;

    StageRun(ServerStage... stages) {
        this.stages = List.of(stages);
    }

    RoundResult of(Aggregate aggregate, NamedState state) {
        float[] parameters = new float[aggregate.direction().count()];
        RoundFacts facts = new RoundFacts(aggregate, parameters, 0, 1, List.of(), AcceptedUpdates.hidden());
        RoundResult result = RoundResult.of(aggregate, state);
        for (ServerStage stage : stages) {
            result = stage.apply(result, facts);
        }
        return result;
    }
}
