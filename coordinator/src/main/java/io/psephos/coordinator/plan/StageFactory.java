package io.psephos.coordinator.plan;

import io.psephos.aggregation.stage.ServerStage;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import java.util.Optional;

/** The factory of one kind of server stage. */
@FunctionalInterface
public interface StageFactory {

    /** Returns the stage for models of the layout; empty where the spec does not ask for it. */
    Optional<ServerStage> stageOf(JobSpec spec, ParameterLayout layout);
}
