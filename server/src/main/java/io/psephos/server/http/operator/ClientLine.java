package io.psephos.server.http.operator;

import io.psephos.coordinator.job.Standing;
import io.psephos.protocol.ClientId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON line of a client in a job's list. */
record ClientLine(
        ClientId client,
        @Nullable String name,
        long accepted,
        Map<String, Integer> refused,
        @Nullable Double acceptanceRate,
        @Nullable Double coefficient,
        @Nullable Double threshold,
        @Nullable Long staleness,
        @Nullable Double dampening,
        @Nullable Double agreement) {

    static ClientLine of(Standing standing, Optional<String> name) {
        return new ClientLine(
                standing.client(),
                name.orElse(null),
                standing.accepted(),
                standing.refused(),
                standing.acceptanceRate(),
                standing.coefficient(),
                standing.threshold(),
                standing.staleness(),
                standing.dampening(),
                standing.agreement());
    }
}
