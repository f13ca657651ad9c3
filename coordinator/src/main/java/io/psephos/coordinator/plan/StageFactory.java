package io.psephos.coordinator.plan;

import io.psephos.aggregation.stage.ServerStage;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import java.util.Optional;

/** Finds out whether a job has a stage, and makes it. */
@FunctionalInterface
public interface StageFactory {

    /** The stage for models of the layout; empty where the spec does not ask for it. */
    Optional<ServerStage> stageOf(JobSpec spec, ParameterLayout layout);
}
