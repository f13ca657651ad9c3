package io.psephos.coordinator.model;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import java.util.Optional;

/** The source of initial models, by net. */
public interface InitialModels {

    /** Returns layout and parameters of version 0, equal for equal specs; empty when no net has that name and shape. */
    Optional<InitialModel> create(JobSpec.Model model);

    /** The layout and the parameters of version 0. */
    record InitialModel(ParameterLayout layout, float[] parameters) {}
}
