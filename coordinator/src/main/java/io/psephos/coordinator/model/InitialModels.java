package io.psephos.coordinator.model;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The source of initial models, by net. */
public interface InitialModels {

    /** Returns layout and parameters of version 0, equal for equal specs; empty when no net has that name and shape. */
    Optional<InitialModel> create(JobSpec.Model model);

    /** Returns the number of parameters of the largest model that there is memory for. */
    default int mostParameters() {
        return Integer.MAX_VALUE;
    }

    /** Returns the number of parameters of a net, without making it; empty when no net has that name and shape. */
    default OptionalLong parameterCount(JobSpec.Model model) {
        return OptionalLong.empty();
    }

    /**
     * Returns the median magnitude of a net's initial weights, without making it; empty when it is not known, or all are
     * 0.
     */
    default OptionalDouble medianMagnitude(JobSpec.Model model) {
        return OptionalDouble.empty();
    }

    /** The layout and the parameters of version 0. */
    record InitialModel(ParameterLayout layout, float[] parameters) {}
}
