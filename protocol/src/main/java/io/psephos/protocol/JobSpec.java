package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What a job file says, complete and checked: every key has its value here. */
public record JobSpec(
        String name,
        Model model,
        Participants participants,
        Schedule schedule,
        Training training,
        Codec codec,
        Aggregation aggregation,
        Optimizer optimizer,
        Robustness robustness,
        Privacy privacy,
        Evaluation evaluation,
        Stop stop,
        Simulation simulation) {

    /**
     * A net by name, or a model that its user uploads.
     *
     * @param net empty where the model is uploaded
     * @param layers its widths, inputs first, classes last; empty where the model is uploaded
     * @param seed of the initial parameters, and of every draw of the server in this job
     * @param upload whether version 0 is a user's file
     * @param layout of the file, where the job file says it
     */
    public record Model(String net, List<Integer> layers, long seed, boolean upload, Optional<ParameterLayout> layout) {
        public Model {
            layers = List.copyOf(layers);
        }

        /** A net by name. */
        public Model(String net, List<Integer> layers, long seed) {
            this(net, layers, seed, false, Optional.empty());
        }

        /** The same model under another seed. */
        public Model withSeed(long other) {
            return new Model(net, layers, other, upload, layout);
        }
    }

    /**
     * Who may take part.
     *
     * @param roster clients by the name that their enrolment token fixed, position = place in the list; empty when
     *     groups count
     */
    public record Participants(List<String> groups, List<String> roster) {
        public Participants {
            groups = List.copyOf(groups);
            roster = List.copyOf(roster);
        }

        public boolean hasRoster() {
            return !roster.isEmpty();
        }
    }

    /**
     * When a round opens and closes.
     *
     * @param rounds published rounds until the job is finished
     * @param cohort updates that close a round at once
     * @param quorum updates that suffice at the deadline
     */
    public record Schedule(int rounds, int cohort, double overSelect, int quorum, Duration deadline) {

        /** Assignments that a round gives: ⌈cohort × overSelect⌉, of the decimal that stands in the job file. */
        public int seats() {
            return BigDecimal.valueOf(overSelect)
                    .multiply(BigDecimal.valueOf(cohort))
                    .setScale(0, RoundingMode.CEILING)
                    .intValueExact();
        }
    }

    /** How clients train; exactly one of steps and epochs counts. */
    public record Training(
            OptionalInt steps, OptionalInt epochs, int batch, double learningRate, double proximal, long maxExamples) {}

    /**
     * How updates are made small.
     *
     * @param b for sto-sign and shared scales of terngrad, in the unit of the update; where it is adaptive, of the first
     *     version
     * @param adaptiveB how b follows what clients report
     * @param options exactly those of the scheme
     * @param errorFeedback whether clients add what earlier updates left over
     */
    public record Codec(
            CodecScheme scheme,
            OptionalDouble b,
            Optional<AdaptiveB> adaptiveB,
            Map<CodecOption, Object> options,
            boolean errorFeedback) {
        public Codec {
            options = Map.copyOf(options);
            if (!options.keySet().equals(scheme.options().keySet())) {
                throw new IllegalArgumentException(
                        scheme + " has the options " + scheme.options().keySet() + ", had " + options.keySet());
            }
        }

        /** A codec with its scheme's usual options. */
        public Codec(CodecScheme scheme, OptionalDouble b) {
            this(scheme, b, Optional.empty(), scheme.options(), false);
        }

        /** What stands for an option of the scheme. */
        public Object value(CodecOption option) {
            return Objects.requireNonNull(options.get(option), option.word());
        }

        /** A number that the scheme takes. */
        public double number(CodecOption option) {
            return ((Number) value(option)).doubleValue();
        }

        /** A word that the scheme takes. */
        public String word(CodecOption option) {
            return (String) value(option);
        }

        /** The scheme byte of the frames that clients send. */
        public int frame() {
            return isPacked() ? CodecScheme.PACKED : scheme.frame();
        }

        /** Whether a lossless stage comes after all. */
        public boolean isPacked() {
            return options.getOrDefault(CodecOption.ENTROPY, "none").equals("zstd");
        }
    }

    /**
     * Takes b of each tensor from the magnitudes that clients reported: by nearest rank, times a factor.
     *
     * @param rank q, a share: of n reports the ⌈q·n⌉-th smallest counts
     */
    public record AdaptiveB(double rank, double factor) {

        /**
         * b of the reports of one tensor.
         *
         * @param byzantine f: never one of the f largest counts, whatever the rank
         */
        public double of(double[] reports, int byzantine) {
            double[] sorted = reports.clone();
            Arrays.sort(sorted);
            int place = Math.min((int) Math.ceil(rank * sorted.length - 1e-9), sorted.length - byzantine);
            return sorted[Math.max(1, Math.min(place, sorted.length)) - 1] * factor;
        }
    }

    /**
     * How many updates become one.
     *
     * @param maxVotes how often a vote counts at most where examples are its weight
     * @param serverErrorFeedback how the server makes a step small that is no votes by itself
     */
    public record Aggregation(
            Rule rule, Ties ties, Weights weights, int maxVotes, Optional<Codec> serverErrorFeedback) {

        /** One vote each, no error feedback. */
        public Aggregation(Rule rule, Ties ties, Weights weights) {
            this(rule, ties, weights, 1, Optional.empty());
        }
    }

    public enum Rule implements Word {
        MAJORITY_VOTE,
        VOTE_MEAN,
        WEIGHTED_MEAN
    }

    /** What a coordinate with as many votes for as against becomes. */
    public enum Ties implements Word {
        ZERO,
        PLUS_ONE,
        COIN
    }

    public enum Weights implements Word {
        UNIFORM,
        EXAMPLES
    }

    /**
     * How the aggregate becomes the next model.
     *
     * @param linearDecay a: with t rounds published, rate × (1 − (1 − a)·t/rounds); 1 = none
     * @param momentum share of the last round's sum that goes on
     */
    public record Optimizer(double learningRate, double linearDecay, double momentum) {

        /** Without momentum. */
        public Optimizer(double learningRate, double linearDecay) {
            this(learningRate, linearDecay, 0);
        }

        /** The learning rate of the step after {@code published} of {@code rounds} rounds. */
        public double rateAt(long published, int rounds) {
            return learningRate * (1 - (1 - linearDecay) * published / rounds);
        }
    }

    /** Clients that the operator reckons with as Byzantine. */
    public record Robustness(int byzantine) {}

    /** Mechanism {@code none} is all that this version knows. */
    public record Privacy() {}

    /**
     * Where accuracy comes from.
     *
     * @param set the data set that the server holds
     * @param every rounds between evaluations; the last one is always evaluated
     */
    public record Evaluation(EvaluationData data, String set, int every) {}

    public enum EvaluationData implements Word {
        SERVER,
        CLIENTS,
        NONE
    }

    /** When a job finishes before its last round. */
    public record Stop(OptionalDouble accuracy) {}

    /** Synthetic clients; a server ignores it. */
    public record Simulation(String data, int clients, Partition partition, long seed, Attack attack) {

        /**
         * How examples are dealt to clients.
         *
         * @param alpha of Dirichlet, or the share that similar clients hold alike
         * @param shards a client
         */
        public record Partition(PartitionKind kind, double alpha, int shards) {}

        /** What the first {@code clients} clients do to their updates. */
        public record Attack(AttackKind kind, int clients) {}
    }

    public enum PartitionKind implements Word {
        IID,
        SHARDS,
        DIRICHLET,
        SIMILARITY
    }

    public enum AttackKind implements Word {
        NONE,
        SIGN_FLIP,
        RANDOM_VOTES
    }

    /** A choice as it stands in a job file: lower-case with hyphens. */
    public interface Word {
        String name();

        @JsonValue
        default String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
