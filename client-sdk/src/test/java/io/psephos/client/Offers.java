package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Offers of one small model. */
public final class Offers {
    public static final JobId JOB = new JobId("j-1");
    public static final ParameterLayout LAYOUT =
            new ParameterLayout(List.of(new TensorShape("weight", List.of(2, 3)), new TensorShape("bias", List.of(3))));
    public static final Offer.Privacy NO_PRIVACY = new Offer.Privacy("none", false);

    private Offers() {}

    public static float[] model() {
        return new float[] {1, -1, 0.5f, 2, 0, 3, -2, 0.25f, 1};
    }

    public static Offer of(long round, CodecScheme scheme) {
        List<Double> b = scheme == CodecScheme.STO_SIGN ? List.of(0.5, 0.25) : null;
        return of(round, new Offer.Codec(scheme.word(), scheme.frame(), b), NO_PRIVACY);
    }

    public static Offer of(long round, Offer.Codec codec, Offer.Privacy privacy) {
        AssignmentId assignment = new AssignmentId("a-" + round);
        return new Offer(
                assignment,
                JOB,
                round,
                round,
                LAYOUT.parameterCount(),
                LAYOUT,
                Instant.parse("2026-11-22T12:00:30Z"),
                Duration.ofSeconds(30),
                new Offer.Training(1, null, 4, 0.5, 0, "all", 100),
                codec,
                privacy,
                Offer.Links.of(JOB, round, assignment));
    }

    /** The same offer with another training. */
    public static Offer with(Offer offer, Offer.Training training) {
        return new Offer(
                offer.assignment(),
                offer.job(),
                offer.round(),
                offer.modelVersion(),
                offer.parameterCount(),
                offer.layout(),
                offer.deadline(),
                offer.deadlineIn(),
                training,
                offer.codec(),
                offer.privacy(),
                offer.links());
    }

    /** The same offer as another assignment, with other links. */
    public static Offer with(Offer offer, AssignmentId assignment, Offer.Links links) {
        return new Offer(
                assignment,
                offer.job(),
                offer.round(),
                offer.modelVersion(),
                offer.parameterCount(),
                offer.layout(),
                offer.deadline(),
                offer.deadlineIn(),
                offer.training(),
                offer.codec(),
                offer.privacy(),
                links);
    }
}
