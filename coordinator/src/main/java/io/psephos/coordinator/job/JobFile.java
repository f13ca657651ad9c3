package io.psephos.coordinator.job;

import io.psephos.protocol.AdaptiveB;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Dampening;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Aggregation;
import io.psephos.protocol.JobSpec.Codec;
import io.psephos.protocol.JobSpec.Evaluation;
import io.psephos.protocol.JobSpec.EvaluationData;
import io.psephos.protocol.JobSpec.Holds;
import io.psephos.protocol.JobSpec.Mode;
import io.psephos.protocol.JobSpec.Model;
import io.psephos.protocol.JobSpec.Optimizer;
import io.psephos.protocol.JobSpec.Participants;
import io.psephos.protocol.JobSpec.PartitionKind;
import io.psephos.protocol.JobSpec.Privacy;
import io.psephos.protocol.JobSpec.Robustness;
import io.psephos.protocol.JobSpec.Schedule;
import io.psephos.protocol.JobSpec.Simulation;
import io.psephos.protocol.JobSpec.Stop;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.JobSpec.Training;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.PreAggregationKind;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A job file as a tree of maps, lists and scalars, whichever syntax it came in; to a spec and back. */
public final class JobFile {
    private static final int MAX_NAME = 200;
    private static final long MAX_EXACT = (1L << 53) - 1;
    private static final String NAME_RULE = "must have 1 to 200 characters and no control characters";

    private static final int MOST_CLIENTS = 1_000_000;
    private static final double LARGEST_MOMENTUM = 0.9999;
    private static final String SCHEMES =
            Arrays.stream(CodecScheme.values()).map(CodecScheme::word).collect(Collectors.joining(", "));

    private static final String STEP_SCHEMES = Arrays.stream(CodecScheme.values())
            .filter(CodecScheme::isForSteps)
            .map(CodecScheme::word)
            .collect(Collectors.joining(", "));

    private final List<Violation> faults = new ArrayList<>();
    private final Section root;

    private JobFile(Map<?, ?> tree) {
        root = new Section("", tree, faults);
    }

    /**
     * The spec with every default filled in.
     *
     * @throws InvalidJobException with every violation at once
     */
    public static JobSpec parse(Map<?, ?> tree) {
        return new JobFile(tree).parse();
    }

    /** The spec as a tree, every key written out; {@link #parse} takes it back. */
    public static Map<String, Object> render(JobSpec spec) {
        return JobTree.of(spec);
    }

    private JobSpec parse() {
        String name = root.text("name", "job", JobFile::isName, NAME_RULE);
        Model model = model(root.section("model"));
        Participants participants = participants(root.section("participants"));
        Schedule schedule = schedule(root.section("schedule"), participants);
        Training training = training(root.section("training"));
        Robustness robustness = robustness(root.section("robustness"));
        Codec codec = codec(root.section("codec"), schedule, robustness);
        Aggregation aggregation = aggregation(root.section("aggregation"), codec);
        Optimizer optimizer = optimizer(root.section("optimizer"), codec);
        Privacy privacy = privacy(root.section("privacy"));
        Evaluation evaluation = evaluation(root.section("evaluation"), model);
        Stop stop = stop(root.section("stop"));
        Simulation simulation = simulation(root.section("simulation"), evaluation);
        root.end();
        JobSpec spec = new JobSpec(
                name,
                model,
                participants,
                schedule,
                training,
                codec,
                aggregation,
                optimizer,
                robustness,
                privacy,
                evaluation,
                stop,
                simulation);
        faults.addAll(Composition.faults(spec, faults));
        if (!faults.isEmpty()) {
            throw new InvalidJobException(faults, spec);
        }
        return spec;
    }

    private static Model model(Section section) {
        long seed = section.whole("seed", 7L, 0, MAX_EXACT);
        if (section.flag("upload")) {
            Model uploaded = new Model("", List.of(), seed, true, section.layout("layout"));
            for (String key : List.of("net", "layers")) {
                if (section.has(key)) {
                    section.fault(key, "contradiction", "an uploaded model comes with its tensors");
                }
            }
            section.end();
            return uploaded;
        }
        if (section.has("layout")) {
            section.fault("layout", "contradiction", "is for uploaded models only");
        }
        String net = section.text("net", "mlp", JobFile::isName, NAME_RULE);
        List<Integer> layers = section.wholes("layers", List.of(64, 128, 10), 1, 1 << 24);
        if (layers.size() < 2 || layers.size() > 32) {
            section.fault("layers", "out-of-range", "must name 2 to 32 widths, had " + layers.size());
        }
        Model model = new Model(net, layers, seed);
        section.end();
        return model;
    }

    private static Participants participants(Section section) {
        List<String> roster = section.texts(
                "roster", List.of(), JobFile::isName, "names have 1 to 200 characters and no control characters");
        List<String> groups = section.texts(
                "groups",
                section.has("roster") ? List.of() : List.of("default"),
                JobFile::isName,
                "groups have 1 to 200 characters and no control characters");
        if (section.has("roster") && section.has("groups")) {
            section.fault("groups", "contradiction", "a roster stands in place of groups");
        } else if (roster.isEmpty() && groups.isEmpty()) {
            section.fault("groups", "out-of-range", "somebody must be able to take part");
        }
        if (roster.stream().distinct().count() < roster.size()) {
            section.fault("roster", "contradiction", "must name everybody once");
        }
        section.end();
        return new Participants(groups, roster);
    }

    private static Schedule schedule(Section section, Participants participants) {
        Mode mode = section.choice("mode", Mode.SYNCHRONOUS);
        Schedule schedule =
                mode == Mode.SYNCHRONOUS ? cohorts(section, participants) : flow(section, participants, mode);
        section.end();
        return schedule;
    }

    private static Schedule cohorts(Section section, Participants participants) {
        boolean roster = participants.hasRoster();
        int cohort = section.whole("cohort", roster ? participants.roster().size() : 20, 1, 1_000_000);
        int enough = roster ? cohort : (cohort * 4 + 4) / 5;
        refuse(section, "is for schedules that are not synchronous", "buffer", "maxStaleness");
        return new Schedule(
                rounds(section),
                cohort,
                section.number("overSelect", 1, 1, 10),
                section.whole("quorum", enough, 1, cohort),
                deadline(section));
    }

    /** Clients come and go; a version is made of whatever arrived. */
    private static Schedule flow(Section section, Participants participants, Mode mode) {
        boolean buffered = mode == Mode.BUFFERED;
        refuse(section, "is for synchronous schedules: here every arrival counts", "quorum", "overSelect");
        if (!buffered) {
            refuse(section, "is for buffered schedules: here every update makes a version", "buffer");
        }
        int unbounded = participants.hasRoster() ? participants.roster().size() : MOST_CLIENTS;
        int buffer = buffered ? section.whole("buffer", 10, 1, MOST_CLIENTS) : 1;
        return new Schedule(
                mode,
                rounds(section),
                section.whole("cohort", unbounded, 1, MOST_CLIENTS),
                1,
                buffer,
                buffer,
                section.whole("maxStaleness", 20, 0, 1_000_000),
                deadline(section));
    }

    private static int rounds(Section section) {
        return section.whole("rounds", 200, 1, 100_000_000);
    }

    private static Duration deadline(Section section) {
        return section.duration("deadline", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofDays(7));
    }

    private static void refuse(Section section, String why, String... keys) {
        for (String key : keys) {
            if (section.has(key)) {
                section.fault(key, "contradiction", why);
            }
        }
    }

    private static Training training(Section section) {
        boolean epochs = section.has("epochs");
        if (epochs && section.has("steps")) {
            section.fault("epochs", "contradiction", "epochs stand in place of steps");
        }
        section.only("shares", "all");
        int count = section.whole(epochs ? "epochs" : "steps", 1, 1, 1_000_000);
        Training training = new Training(
                epochs ? OptionalInt.empty() : OptionalInt.of(count),
                epochs ? OptionalInt.of(count) : OptionalInt.empty(),
                section.whole("batch", 32, 1, 1 << 24),
                section.number("learningRate", 0.01, 1e-12, 1e6),
                section.number("proximal", 0, 0, 1e6),
                section.whole("maxExamples", 1_000_000L, 1, 1L << 40));
        section.end();
        return training;
    }

    private static Codec codec(Section section, Schedule schedule, Robustness robustness) {
        String word = section.text("scheme", "sto-sign", JobFile::isName, NAME_RULE);
        CodecScheme scheme = CodecScheme.of(word).orElse(CodecScheme.STO_SIGN);
        if (!scheme.word().equals(word)) {
            section.fault("scheme", "unsupported", "must be one of " + SCHEMES + ", was '" + word + "'");
        }
        Section b = section.section("b");
        double constant = b.number("constant", 0.05, 1e-30, 1e30);
        Optional<AdaptiveB> adaptive = adaptiveB(b, schedule, robustness);
        b.end();
        if (!scheme.takesB() && section.has("b")) {
            section.fault("b", "contradiction", "is for sto-sign and terngrad only");
        }
        boolean hasB = scheme == CodecScheme.STO_SIGN || scheme.takesB() && section.has("b");
        Codec codec = new Codec(
                scheme,
                hasB ? OptionalDouble.of(constant) : OptionalDouble.empty(),
                hasB ? adaptive : Optional.empty(),
                options(section, scheme, scheme.word().equals(word)),
                section.flag("errorFeedback"));
        section.end();
        return codec;
    }

    /** @param isKnown whether the file names the scheme; nothing is held against one that stands in for another */
    private static Map<CodecOption, Object> options(Section section, CodecScheme scheme, boolean isKnown) {
        Map<CodecOption, Object> options = new EnumMap<>(CodecOption.class);
        scheme.options().forEach((option, usual) -> options.put(option, section.option(option, usual)));
        for (CodecOption option : CodecOption.values()) {
            if (!options.containsKey(option) && section.has(option.word()) && isKnown) {
                section.fault(option.word(), "contradiction", "is no option of " + scheme);
            }
        }
        return options;
    }

    /** Takes the (n − f)-th smallest of n reports, f being the Byzantine clients that are reckoned with. */
    private static Optional<AdaptiveB> adaptiveB(Section b, Schedule schedule, Robustness robustness) {
        if (!b.has("adaptive")) {
            return Optional.empty();
        }
        Section section = b.section("adaptive");
        double honest = Math.max(1, schedule.cohort() - robustness.byzantine());
        AdaptiveB adaptive = new AdaptiveB(
                section.number("rank", honest / schedule.cohort(), 1e-6, 1), section.number("factor", 1, 1e-6, 1e6));
        section.end();
        return Optional.of(adaptive);
    }

    private static Aggregation aggregation(Section section, Codec codec) {
        Rule usual = codec.scheme().isVote() ? Rule.MAJORITY_VOTE : Rule.WEIGHTED_MEAN;
        Rule rule = section.choice("rule", usual);
        Weights weights = section.choice("weights", Weights.UNIFORM);
        boolean weighsVotes = rule.countsVotes() && weights == Weights.EXAMPLES;
        int maxVotes = section.whole("maxVotes", 16, 1, 1 << 16);
        if (section.has("maxVotes") && !weighsVotes) {
            section.fault("maxVotes", "contradiction", "is for votes whose weights are examples");
        }
        Aggregation aggregation = new Aggregation(
                section.options(rule),
                section.choice("ties", Ties.ZERO),
                weights,
                weighsVotes ? maxVotes : 1,
                section.choiceWithOptions("dampening", Dampening.NONE),
                stepCodec(section));
        section.end();
        return aggregation;
    }

    /** A scheme by name, or {@code {scheme, …}} with its options. */
    private static Optional<Codec> stepCodec(Section section) {
        String key = "serverErrorFeedback";
        Section options = section.isSection(key) ? section.section(key) : new Section(key, Map.of(), List.of());
        String word = section.isSection(key)
                ? options.text("scheme", "scaled-sign", JobFile::isName, NAME_RULE)
                : section.text(key, "none", JobFile::isName, NAME_RULE);
        if (word.equals("none")) {
            options.end();
            return Optional.empty();
        }
        if (!"none".equals(options.text("entropy", "none", text -> true, ""))) {
            section.fault(key, "contradiction", "steps are fetched by clients that may have no zstd: entropy is none");
        }
        CodecScheme scheme =
                CodecScheme.of(word).filter(CodecScheme::isForSteps).orElse(CodecScheme.SCALED_SIGN);
        if (!scheme.word().equals(word)) {
            section.fault(
                    key,
                    "unsupported",
                    CodecScheme.of(word)
                            .map(JobFile::whyNoStep)
                            .orElse("must be one of none, " + STEP_SCHEMES + ", was '" + word + "'"));
        }
        Codec codec = new Codec(
                scheme,
                OptionalDouble.empty(),
                Optional.empty(),
                options(options, scheme, scheme.word().equals(word)),
                false);
        if ("client".equals(codec.options().get(CodecOption.DECIDES))) {
            options.fault(CodecOption.DECIDES.word(), "contradiction", "the steps are the server's own");
        }
        options.end();
        return Optional.of(codec);
    }

    private static String whyNoStep(CodecScheme scheme) {
        if (scheme.isVote()) {
            return "needs a scale, and the votes of " + scheme + " have none";
        }
        return scheme.sendsDifferences()
                ? scheme + " sends differences to what another side remembers, and steps have only one side"
                : scheme + " makes nothing smaller: that is none";
    }

    private static Optimizer optimizer(Section section, Codec codec) {
        section.only("kind", "sgd");
        if (codec.scheme().isVote() && !section.has("learningRate")) {
            section.fault("learningRate", "required", "votes have no scale, so the step needs one");
        }
        Section decay = section.section("decay");
        Optimizer optimizer = new Optimizer(
                section.number("learningRate", 1, 1e-12, 1e6),
                decay.number("linear", 1, 0, 1),
                section.number("momentum", 0, 0, LARGEST_MOMENTUM));
        decay.end();
        section.end();
        return optimizer;
    }

    private static Robustness robustness(Section section) {
        Robustness robustness = new Robustness(
                section.whole("byzantine", 0, 0, MOST_CLIENTS),
                section.choices("filters", Filter.FINITE),
                section.choices("preAggregation", PreAggregationKind.NNM));
        section.end();
        return robustness;
    }

    private static Privacy privacy(Section section) {
        section.only("mechanism", "none");
        section.only("secureAggregation", false);
        section.end();
        return new Privacy();
    }

    private static Evaluation evaluation(Section section, Model model) {
        Evaluation evaluation = new Evaluation(
                section.choice("data", model.upload() ? EvaluationData.NONE : EvaluationData.SERVER),
                section.text("set", "digits", JobFile::isName, NAME_RULE),
                section.whole("every", 1, 1, 100_000_000));
        section.end();
        return evaluation;
    }

    private static Stop stop(Section section) {
        Stop stop = new Stop(
                section.has("accuracy")
                        ? OptionalDouble.of(section.number("accuracy", 1, 0, 1))
                        : OptionalDouble.empty());
        section.end();
        return stop;
    }

    private static Simulation simulation(Section section, Evaluation evaluation) {
        Simulation simulation = new Simulation(
                section.text("data", evaluation.set(), JobFile::isName, NAME_RULE),
                section.whole("clients", 20, 1, 100_000_000),
                partition(section),
                section.whole("seed", 1L, 0, MAX_EXACT),
                attack(section.section("attack")),
                staleness(section));
        section.end();
        return simulation;
    }

    private static Simulation.Partition partition(Section section) {
        if (!section.isSection("partition")) {
            String word = section.text(
                    "partition", "iid", "iid"::equals, "must be iid, {dirichlet: α}, {shards: n} or {similarity: γ}");
            return new Simulation.Partition(PartitionKind.valueOf(word.toUpperCase(java.util.Locale.ROOT)), 0, 0);
        }
        Section partition = section.section("partition");
        Simulation.Partition parsed = partitionByNumber(partition);
        partition.end();
        return parsed;
    }

    private static Simulation.Partition partitionByNumber(Section partition) {
        if (partition.has("shards")) {
            return new Simulation.Partition(PartitionKind.SHARDS, 0, partition.whole("shards", 2, 1, 1_000_000));
        }
        if (partition.has("similarity")) {
            return new Simulation.Partition(PartitionKind.SIMILARITY, partition.number("similarity", 1, 0, 1), 0);
        }
        return new Simulation.Partition(PartitionKind.DIRICHLET, partition.number("dirichlet", 1, 1e-6, 1e9), 0);
    }

    private static Simulation.Attack attack(Section section) {
        Simulation.Attack attack = new Simulation.Attack(
                section.options(section.choice("kind", AttackKind.NONE)),
                section.whole("clients", 0, 0, 100_000_000),
                section.choice("holds", Holds.SHARES));
        section.end();
        return attack;
    }

    private static Optional<Simulation.Staleness> staleness(Section section) {
        if (!section.has("staleness")) {
            return Optional.empty();
        }
        Section normal = section.section("staleness");
        Simulation.Staleness staleness = new Simulation.Staleness(
                normal.number("mean", 6, 0, 1_000_000), normal.number("deviation", 2, 0, 1_000_000));
        normal.end();
        return Optional.of(staleness);
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= MAX_NAME && text.chars().noneMatch(Character::isISOControl);
    }
}
