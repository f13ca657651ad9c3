package io.psephos.coordinator.model;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import java.util.Optional;

/** Nets by name. */
public interface InitialModels {

    /** Layout and parameters of version 0, the same for the same spec; empty when no net has that name and shape. */
    Optional<InitialModel> create(JobSpec.Model model);

    /** A model before any round. */
    record InitialModel(ParameterLayout layout, float[] parameters) {}
}
