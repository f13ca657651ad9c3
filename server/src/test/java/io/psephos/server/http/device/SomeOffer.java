package io.psephos.server.http.device;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An offer of which only the job matters. */
final class SomeOffer {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("w", List.of(2, 4))));

    private SomeOffer() {}

    static OfferOutcome of(JobId job) {
        return new OfferOutcome.Offered(new Offer(
                new AssignmentId("a-1"),
                job,
                1,
                1,
                8,
                LAYOUT,
                Instant.EPOCH,
                Duration.ofSeconds(1),
                new Offer.Training(1, null, 32, 0.01, 0, "all", 1_000_000),
                new Offer.Codec("sign", 1, null),
                new Offer.Privacy("none", false),
                Offer.Links.of(job, 1, new AssignmentId("a-1"))));
    }
}
