package io.psephos.server.config;

import io.psephos.coordinator.plan.Stages;
import io.psephos.protocol.Extensions;

/**
 * The algorithms that whoever starts a server adds to the built-in ones.
 *
 * @param stages that jobs may have
 * @param extensions that jobs may name
 */
public record KnownAlgorithms(Stages stages, Extensions extensions) {

    /** The built-in algorithms. */
    public static KnownAlgorithms builtIn() {
        return new KnownAlgorithms(Stages.builtIn(), Extensions.NONE);
    }
}
