package io.psephos.protocol;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The content of a job file, complete and checked: every key has its value. */
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

    /** The same job with the training of clients after so many published rounds. */
    public JobSpec trainedAfter(long published) {
        return new JobSpec(
                name,
                model,
                participants,
                schedule,
                training.at(published, schedule.rounds()),
                codec,
                aggregation,
                optimizer,
                robustness,
                privacy,
                evaluation,
                stop,
                simulation);
    }

    /**
     * The model of a job: a net by name, built in or a user's own, or a model that its user uploads.
     *
     * @param net empty where the model is uploaded; the extension's name where there is one
     * @param layers its widths, inputs first, classes last; empty where the model is uploaded
     * @param seed of the initial parameters, and of every draw of the server in this job
     * @param upload whether version 0 is a user's file
     * @param layout of the file, where the job file says it
     * @param extension what stands behind a net of the user's own, with its options; empty for all others
     */
    public record Model(
            String net,
            List<Integer> layers,
            long seed,
            boolean upload,
            Optional<ParameterLayout> layout,
            Optional<Choice<NetKind>> extension) {
        public Model {
            layers = List.copyOf(layers);
        }

        /** A built-in net by name, or a model that is uploaded. */
        public Model(String net, List<Integer> layers, long seed, boolean upload, Optional<ParameterLayout> layout) {
            this(net, layers, seed, upload, layout, Optional.empty());
        }

        /** A user's own net. */
        public Model(Choice<NetKind> extension, List<Integer> layers, long seed) {
            this(extension.word(), layers, seed, false, Optional.empty(), Optional.of(extension));
        }

        /** A built-in net by name. */
        public Model(String net, List<Integer> layers, long seed) {
            this(net, layers, seed, false, Optional.empty());
        }

        /** The same model under another seed. */
        public Model withSeed(long other) {
            return new Model(net, layers, other, upload, layout, extension);
        }
    }

    /**
     * The clients that may take part, and which of them a round asks.
     *
     * @param roster clients by the name that their enrolment token fixed, position = place in the list; empty when
     *     groups count
     * @param selector the choice of a round's clients
     */
    public record Participants(List<String> groups, List<String> roster, Choice<SelectorKind> selector) {
        public Participants {
            groups = List.copyOf(groups);
            roster = List.copyOf(roster);
        }

        /** Clients of groups, first come, first served, or a roster whose cohorts are drawn. */
        public Participants(List<String> groups, List<String> roster) {
            this(groups, roster, Choice.of(roster.isEmpty() ? SelectorKind.FIRST_COME : SelectorKind.ROSTER_DRAW));
        }

        /** The same clients under another selection. */
        public Participants selectedBy(Choice<SelectorKind> other) {
            return new Participants(groups, roster, other);
        }

        public boolean hasRoster() {
            return !roster.isEmpty();
        }
    }

    /**
     * The schedule of rounds: when each opens and closes.
     *
     * @param rounds published rounds until the job is finished
     * @param cohort updates that close a synchronous round at once; else assignments that may be open at a time
     * @param quorum updates that suffice at the deadline; of no meaning where not synchronous
     * @param buffer updates that make a version: {@code cohort} where synchronous, 1 where asynchronous
     * @param maxStaleness versions that an update may lie behind; 0 where synchronous
     * @param deadline of the round; of each assignment where not synchronous
     */
    public record Schedule(
            Mode mode,
            int rounds,
            int cohort,
            double overSelect,
            int quorum,
            int buffer,
            int maxStaleness,
            Duration deadline) {

        /** A synchronous schedule. */
        public Schedule(int rounds, int cohort, double overSelect, int quorum, Duration deadline) {
            this(Mode.SYNCHRONOUS, rounds, cohort, overSelect, quorum, cohort, 0, deadline);
        }

        /** Whether all updates of a round start from the same version. */
        public boolean isSynchronous() {
            return mode == Mode.SYNCHRONOUS;
        }

        /** Number of assignments that a round gives: ⌈cohort × overSelect⌉, of the decimal in the job file. */
        public int slots() {
            return BigDecimal.valueOf(overSelect)
                    .multiply(BigDecimal.valueOf(cohort))
                    .setScale(0, RoundingMode.CEILING)
                    .intValueExact();
        }
    }

    /**
     * The local training of clients; exactly one of steps and epochs counts.
     *
     * @param learningRate of the first round
     * @param regularizers what is added to the gradient of the loss, each kind at most once; a proximal term comes
     *     first, and not at all where its μ is 0
     * @param decay what is left of the rate later
     * @param momentum weight of a client's last step in its next one, within one local training
     * @param weightDecay weight of the pull of parameters towards 0
     */
    public record Training(
            OptionalInt steps,
            OptionalInt epochs,
            int batch,
            double learningRate,
            List<Choice<Regularizer>> regularizers,
            long maxExamples,
            RateDecay decay,
            double momentum,
            double weightDecay) {
        public Training {
            double proximal = proximal(regularizers);
            regularizers = Stream.concat(
                            Regularizer.proximal(proximal).stream(),
                            regularizers.stream().filter(choice -> choice.kind() != Regularizer.PROXIMAL))
                    .toList();
        }

        /** Plain SGD at the same rate in every round. */
        public Training(
                OptionalInt steps,
                OptionalInt epochs,
                int batch,
                double learningRate,
                double proximal,
                long maxExamples) {
            this(steps, epochs, batch, learningRate, Regularizer.proximal(proximal), maxExamples, RateDecay.NONE, 0, 0);
        }

        private static double proximal(List<Choice<Regularizer>> regularizers) {
            return regularizers.stream()
                    .filter(choice -> choice.kind() == Regularizer.PROXIMAL)
                    .mapToDouble(choice -> choice.number("mu"))
                    .sum();
        }

        /** The weight μ of the proximal term; 0 = none. */
        public double proximal() {
            return proximal(regularizers);
        }

        /** The regularizers other than the proximal term. */
        public List<Choice<Regularizer>> furtherRegularizers() {
            return regularizers.stream()
                    .filter(choice -> choice.kind() != Regularizer.PROXIMAL)
                    .toList();
        }

        /** The learning rate of clients after {@code published} of {@code rounds} rounds. */
        public double rateAt(long published, int rounds) {
            return learningRate * decay.share(published, rounds);
        }

        /**
         * The training of clients after {@code published} of {@code rounds} rounds, with a rate that no longer decays.
         */
        public Training at(long published, int rounds) {
            return new Training(
                    steps,
                    epochs,
                    batch,
                    rateAt(published, rounds),
                    regularizers,
                    maxExamples,
                    RateDecay.NONE,
                    momentum,
                    weightDecay);
        }
    }

    /**
     * The compression of updates.
     *
     * @param b for sto-sign and shared scales of terngrad, in the unit of the update; where it is adaptive, of the first
     *     version
     * @param adaptiveB how b follows what clients report
     * @param options exactly those of the scheme
     * @param errorFeedback whether clients add what earlier updates left over
     * @param extension what stands behind the scheme {@code EXTENSION}, with its options; empty for all others
     */
    public record Codec(
            CodecScheme scheme,
            OptionalDouble b,
            Optional<AdaptiveB> adaptiveB,
            Map<CodecOption, Object> options,
            boolean errorFeedback,
            Optional<Choice<CodecKind>> extension) {
        public Codec {
            options = Map.copyOf(options);
            if ((scheme == CodecScheme.EXTENSION) != extension.isPresent()) {
                throw new IllegalArgumentException(scheme + " has " + extension + " behind it");
            }
            if (!options.keySet().equals(scheme.options().keySet())) {
                throw new IllegalArgumentException(
                        scheme + " has the options " + scheme.options().keySet() + ", had " + options.keySet());
            }
        }

        /** A built-in codec. */
        public Codec(
                CodecScheme scheme,
                OptionalDouble b,
                Optional<AdaptiveB> adaptiveB,
                Map<CodecOption, Object> options,
                boolean errorFeedback) {
            this(scheme, b, adaptiveB, options, errorFeedback, Optional.empty());
        }

        /** A codec with the default options of its scheme. */
        public Codec(CodecScheme scheme, OptionalDouble b) {
            this(scheme, b, Optional.empty(), scheme.options(), false);
        }

        /** A user's codec. */
        public Codec(Choice<CodecKind> extension, boolean errorFeedback) {
            this(
                    CodecScheme.EXTENSION,
                    OptionalDouble.empty(),
                    Optional.empty(),
                    Map.of(),
                    errorFeedback,
                    Optional.of(extension));
        }

        /** The name of the scheme, or of the extension. */
        public String word() {
            return extension.map(Choice::word).orElseGet(scheme::word);
        }

        /** The value of an option of the scheme. */
        public Object value(CodecOption option) {
            return Objects.requireNonNull(options.get(option), option.word());
        }

        /** The value of a numeric option of the scheme. */
        public double number(CodecOption option) {
            return ((Number) value(option)).doubleValue();
        }

        /** The value of an option of the scheme that is a word. */
        public String word(CodecOption option) {
            return (String) value(option);
        }

        /** The scheme byte of the frames that clients send. */
        public int frame() {
            return isPacked() ? CodecScheme.PACKED : scheme.frame();
        }

        /** Whether a lossless stage follows the compression. */
        public boolean isPacked() {
            return options.getOrDefault(CodecOption.ENTROPY, "none").equals("zstd");
        }
    }

    /**
     * The aggregation of updates.
     *
     * @param choice the rule with its options
     * @param maxVotes how often a vote counts at most where examples are its weight
     * @param dampening the share of its weight that an update keeps when it lies behind
     * @param serverErrorFeedback how the server compresses a step that is not votes by itself
     * @param stages users' server stages, those of a slot in this order
     */
    public record Aggregation(
            Choice<Rule> choice,
            Ties ties,
            Weights weights,
            int maxVotes,
            Choice<Dampening> dampening,
            Optional<Codec> serverErrorFeedback,
            List<Choice<StageKind>> stages) {
        public Aggregation {
            stages = List.copyOf(stages);
        }

        /** An aggregation without stages of users. */
        public Aggregation(
                Choice<Rule> choice,
                Ties ties,
                Weights weights,
                int maxVotes,
                Choice<Dampening> dampening,
                Optional<Codec> serverErrorFeedback) {
            this(choice, ties, weights, maxVotes, dampening, serverErrorFeedback, List.of());
        }

        /** One vote a client, no error feedback. */
        public Aggregation(Rule rule, Ties ties, Weights weights) {
            this(Choice.of(rule), ties, weights, 1, Choice.of(Dampening.NONE), Optional.empty());
        }

        public Rule rule() {
            return choice.kind();
        }

        /** Whether updates that lie behind weigh less. */
        public boolean isDampened() {
            return dampening.kind() != Dampening.NONE;
        }
    }

    /** The result of a coordinate with as many votes for as against. */
    public enum Ties implements ConfigName {
        ZERO,
        PLUS_ONE,
        COIN
    }

    public enum Weights implements ConfigName {
        UNIFORM,
        EXAMPLES
    }

    /**
     * The server optimizer, which turns the aggregate into the next model.
     *
     * @param choice the kind with its options
     * @param learningRate of the first step
     * @param decay what is left of it later
     */
    public record Optimizer(Choice<OptimizerKind> choice, double learningRate, RateDecay decay) {

        /** SGD without momentum, with linear decay of its rate. */
        public Optimizer(double learningRate, double linearDecay) {
            this(Choice.of(OptimizerKind.SGD), learningRate, new RateDecay.Linear(linearDecay));
        }

        public OptimizerKind kind() {
            return choice.kind();
        }

        /** Share of the last round's momentum that is kept; 0 for kinds without such an option. */
        public double momentum() {
            return choice.options().containsKey("momentum") ? choice.number("momentum") : 0;
        }

        /** Whether a step is the aggregate times the rate, so that no state is needed and votes stay votes. */
        public boolean isPlain() {
            return kind() == OptimizerKind.SGD && momentum() == 0;
        }

        /** The learning rate of the step after {@code published} of {@code rounds} rounds. */
        public double rateAt(long published, int rounds) {
            return learningRate * decay.share(published, rounds);
        }
    }

    /**
     * The defences against Byzantine clients.
     *
     * @param byzantine f: clients that the operator assumes to be Byzantine
     * @param filters that an update has to pass, in this order
     * @param preAggregation what is done to a round's updates before they are combined, in this order
     */
    public record Robustness(
            int byzantine, List<Choice<Filter>> filters, List<Choice<PreAggregationKind>> preAggregation) {
        public Robustness {
            filters = List.copyOf(filters);
            preAggregation = List.copyOf(preAggregation);
        }

        /** A robustness without filters. */
        public Robustness(int byzantine) {
            this(byzantine, List.of(), List.of());
        }

        /** Whether an update has to pass the filter. */
        public boolean has(Filter filter) {
            return filters.stream().anyMatch(choice -> choice.kind() == filter);
        }
    }

    /** The privacy mechanism; this version knows {@code none} only. */
    public record Privacy() {}

    /**
     * The evaluation of published versions.
     *
     * @param set the data set that the server holds
     * @param every rounds between evaluations; the last one is always evaluated
     */
    public record Evaluation(EvaluationData data, String set, int every) {}

    /** The condition that finishes a job before its last round. */
    public record Stop(OptionalDouble accuracy) {}

    /** The synthetic clients of a simulation; a server ignores them. */
    public record Simulation(
            String data, int clients, Partition partition, long seed, Attack attack, Optional<Staleness> staleness) {

        /** A simulation without a distribution of staleness. */
        public Simulation(String data, int clients, Partition partition, long seed, Attack attack) {
            this(data, clients, partition, seed, attack, Optional.empty());
        }

        /**
         * The partition of examples among clients.
         *
         * @param alpha of Dirichlet, or the share of examples that is partitioned at random
         * @param shards a client
         */
        public record Partition(PartitionKind kind, double alpha, int shards) {}

        /**
         * The attack that the first {@code clients} clients make.
         *
         * @param holds what they train on
         */
        public record Attack(Choice<AttackKind> choice, int clients, Holds holds) {

            /** Attackers that hold shares of examples like everybody else. */
            public Attack(Choice<AttackKind> choice, int clients) {
                this(choice, clients, Holds.SHARES);
            }

            /** An attack with its default options. */
            public Attack(AttackKind kind, int clients) {
                this(Choice.of(kind), clients);
            }

            public AttackKind kind() {
                return choice.kind();
            }
        }

        /** The distribution of staleness in a job that is not synchronous, in versions: a rounded normal draw, ≥ 0. */
        public record Staleness(double mean, double deviation) {}
    }
}
