package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An assignment as it is offered to a client: the version to train on, how to train and compress, and the deadline.
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

    /** The same offer with another codec. */
    public Offer with(Codec other) {
        return with(other, privacy);
    }

    /** The same offer with another protection of updates. */
    public Offer with(Privacy other) {
        return with(codec, other);
    }

    private Offer with(Codec otherCodec, Privacy otherPrivacy) {
        return new Offer(
                assignment,
                job,
                round,
                modelVersion,
                parameterCount,
                layout,
                deadline,
                deadlineIn,
                training,
                otherCodec,
                otherPrivacy,
                links);
    }

    /**
     * The local training that is asked for.
     *
     * @param steps batches of one round, or null where {@code epochs} counts
     * @param epochs passes over the local examples, or null where {@code steps} counts
     * @param batch examples a step
     * @param proximal weight μ of the proximal term; 0 = none
     * @param maxExamples largest example count that the server takes
     * @param momentum weight of the last step in the next one; null = none
     * @param weightDecay weight of the pull of parameters towards 0; null = none
     * @param regularizers what else is added to the gradient of the loss; null = nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Training(
            @Nullable Integer steps,
            @Nullable Integer epochs,
            int batch,
            double learningRate,
            double proximal,
            String shares,
            long maxExamples,
            @Nullable Double momentum,
            @Nullable Double weightDecay,
            @Nullable List<Term> regularizers) {
        public Training {
            regularizers = regularizers == null || regularizers.isEmpty() ? null : List.copyOf(regularizers);
        }

        /** With no regularizer but a proximal term, and without momentum or weight decay. */
        public Training(
                @Nullable Integer steps,
                @Nullable Integer epochs,
                int batch,
                double learningRate,
                double proximal,
                String shares,
                long maxExamples) {
            this(steps, epochs, batch, learningRate, proximal, shares, maxExamples, null, null, null);
        }

        /** The same training with these regularizers beside the proximal term, and no others. */
        public Training with(List<Term> others) {
            return new Training(
                    steps, epochs, batch, learningRate, proximal, shares, maxExamples, momentum, weightDecay, others);
        }

        /** Every regularizer, the proximal term first, as {@code {kind: proximal, mu}}. */
        public List<Term> terms() {
            List<Term> terms = new ArrayList<>();
            if (proximal != 0) {
                terms.add(Term.of(Choice.of(Regularizer.PROXIMAL).with("mu", proximal)));
            }
            if (regularizers != null) {
                terms.addAll(regularizers);
            }
            return terms;
        }
    }

    /**
     * A regularizer that is asked for.
     *
     * @param kind a name; a client declines one that it does not know
     * @param options all other members
     */
    public record Term(
            String kind, @JsonAnySetter @JsonAnyGetter Map<String, Object> options) {
        public Term {
            Objects.requireNonNull(kind, "a regularizer has a kind");
            options = options == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }

        /** The term of a job's regularizer. */
        public static Term of(Choice<? extends Choice.Kind> choice) {
            Map<String, Object> options = new LinkedHashMap<>();
            choice.extension()
                    .map(Extension::options)
                    .orElseGet(choice.kind()::options)
                    .forEach(option -> options.put(option.name(), choice.value(option.name())));
            return new Term(choice.word(), options);
        }
    }

    /**
     * The compression that is asked for.
     *
     * @param scheme a name; a client declines one that it does not know
     * @param frame the scheme byte to send
     * @param b one number a tensor for sto-sign and shared scales of terngrad, in the unit of the update
     * @param errorFeedback whether clients add what earlier updates left over; null = no
     * @param fresh whether clients forget what they remember of the job before they make this update; null = no
     * @param options all other members: those of the scheme, and whatever else came
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Codec(
            String scheme,
            int frame,
            @Nullable List<Double> b,
            @Nullable Boolean errorFeedback,
            @Nullable Boolean fresh,
            @JsonAnySetter @JsonAnyGetter Map<String, Object> options) {
        public Codec {
            options = options == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }

        /** A codec without options or error feedback. */
        public Codec(String scheme, int frame, @Nullable List<Double> b) {
            this(scheme, frame, b, null, Map.of());
        }

        /** A codec without a reset of the client's memory. */
        public Codec(
                String scheme,
                int frame,
                @Nullable List<Double> b,
                @Nullable Boolean errorFeedback,
                Map<String, Object> options) {
            this(scheme, frame, b, errorFeedback, null, options);
        }

        /** The same codec with one more option. */
        public Codec with(CodecOption option, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(options);
            more.put(option.word(), value);
            return new Codec(scheme, frame, b, errorFeedback, fresh, more);
        }

        /** The same codec with these options and no others. */
        public Codec withOptions(Map<String, Object> others) {
            return new Codec(scheme, frame, b, errorFeedback, fresh, others);
        }

        /** The same codec with other bounds, one a tensor. */
        public Codec withB(List<Double> bounds) {
            return new Codec(scheme, frame, bounds, errorFeedback, fresh, options);
        }

        /** The same codec, with a reset of the client's memory before the update. */
        public Codec afresh() {
            return new Codec(scheme, frame, b, errorFeedback, true, options);
        }

        /** Whether clients forget what they remember of the job before they make this update. */
        public boolean beginsAnew() {
            return Boolean.TRUE.equals(fresh);
        }

        /** Whether clients add error feedback: what earlier updates left out. */
        public boolean hasErrorFeedback() {
            return Boolean.TRUE.equals(errorFeedback);
        }

        /** Whether a lossless stage follows the compression. */
        @JsonIgnore
        public boolean isPacked() {
            return "zstd".equals(options.get(CodecOption.ENTROPY.word()));
        }

        /**
         * The value of a numeric option.
         *
         * @throws IllegalArgumentException when it is missing, or none that the option takes
         */
        public double number(CodecOption option) {
            return ((Number) value(option)).doubleValue();
        }

        /**
         * The value of an option that is a word.
         *
         * @throws IllegalArgumentException when it is missing, or none that the option takes
         */
        public String word(CodecOption option) {
            return (String) value(option);
        }

        private Object value(CodecOption option) {
            Object value = options.containsKey(option.word())
                    ? options.get(option.word())
                    : option.off().orElse(null);
            if (value == null || !option.takes(value)) {
                throw new IllegalArgumentException("codec option '" + option + "' of " + Text.printable(scheme) + " "
                        + option.rule() + ", was " + (value == null ? "missing" : Text.printable(value.toString())));
            }
            return value;
        }
    }

    /** The protection of the update. */
    public record Privacy(String mechanism, boolean secureAggregation) {

        /** Whether no mechanism adds noise; secure aggregation is none. */
        @JsonIgnore
        public boolean isNone() {
            return mechanism.equals("none");
        }
    }

    /**
     * Absolute paths of everything that belongs to the assignment.
     *
     * @param artefacts of what is published beside the version, by name; null for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Links(
            String model,
            String delta,
            String assignment,
            String update,
            String decline,
            String metrics,
            @Nullable Map<String, String> artefacts) {

        /** Paths of an assignment whose version has no artefacts. */
        public Links(String model, String delta, String assignment, String update, String decline, String metrics) {
            this(model, delta, assignment, update, decline, metrics, null);
        }

        /** The paths of protocol version 1. */
        public static Links of(JobId job, long version, AssignmentId assignment) {
            String model = "/api/v1/jobs/" + job + "/models/" + version;
            String path = "/api/v1/assignments/" + assignment;
            return new Links(model, model + "/delta", path, path + "/update", path + "/decline", path + "/metrics");
        }

        /** The same paths beside those of artefacts of such names. */
        public Links withArtefacts(Collection<String> names) {
            if (names.isEmpty()) {
                return this;
            }
            Map<String, String> paths = new TreeMap<>();
            names.forEach(name -> paths.put(name, model + "/artefacts/" + name));
            return new Links(model, delta, assignment, update, decline, metrics, paths);
        }
    }
}
