package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One assignment as it is offered to a client: what to train on which version, how to send it, until when.
 *
 * @param parameterCount length of the flat vector
 * @param deadlineIn time left when the answer was written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Offer(
        AssignmentId assignment,
        JobId job,
        long round,
        long modelVersion,
        int parameterCount,
        ParameterLayout layout,
        Instant deadline,
        Duration deadlineIn,
        Training training,
        Codec codec,
        Privacy privacy,
        Links links) {

    /**
     * How to train.
     *
     * @param steps batches of one round, or null where {@code epochs} counts
     * @param epochs passes over the local examples, or null where {@code steps} counts
     * @param batch examples a step
     * @param maxExamples largest example count that the server takes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Training(
            @Nullable Integer steps,
            @Nullable Integer epochs,
            int batch,
            double learningRate,
            double proximal,
            String shares,
            long maxExamples) {}

    /**
     * How to make the update small.
     *
     * @param scheme a name; a client declines one that it does not know
     * @param frame the scheme byte to send
     * @param b one number a tensor for sto-sign, in the unit of the update
     * @param threshold for ternary: a coordinate votes where its magnitude exceeds it
     * @param errorFeedback for scaled-sign: whether clients add what earlier updates left over; null = no
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Codec(
            String scheme,
            int frame,
            @Nullable List<Double> b,
            @Nullable Double threshold,
            @Nullable Boolean errorFeedback) {

        /** A codec without error feedback. */
        public Codec(String scheme, int frame, @Nullable List<Double> b, @Nullable Double threshold) {
            this(scheme, frame, b, threshold, null);
        }

        /** A codec without a threshold or error feedback. */
        public Codec(String scheme, int frame, @Nullable List<Double> b) {
            this(scheme, frame, b, null);
        }

        /** Whether clients add what earlier updates left over. */
        public boolean hasErrorFeedback() {
            return Boolean.TRUE.equals(errorFeedback);
        }
    }

    /** What protects the update. */
    public record Privacy(String mechanism, boolean secureAggregation) {}

    /** Absolute paths of everything that belongs to the assignment. */
    public record Links(String model, String delta, String assignment, String update, String decline, String metrics) {

        /** The paths of protocol version 1. */
        public static Links of(JobId job, long version, AssignmentId assignment) {
            String model = "/api/v1/jobs/" + job + "/models/" + version;
            String seat = "/api/v1/assignments/" + assignment;
            return new Links(model, model + "/delta", seat, seat + "/update", seat + "/decline", seat + "/metrics");
        }
    }
}
