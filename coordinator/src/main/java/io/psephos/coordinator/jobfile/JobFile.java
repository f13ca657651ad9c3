package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Dampening;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Aggregation;
import io.psephos.protocol.JobSpec.Codec;
import io.psephos.protocol.JobSpec.Evaluation;
import io.psephos.protocol.JobSpec.EvaluationData;
import io.psephos.protocol.JobSpec.Model;
import io.psephos.protocol.JobSpec.Optimizer;
import io.psephos.protocol.JobSpec.Participants;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The conversion between job files, as trees of maps, lists and scalars, and specs. */
public final class JobFile {
    /** Largest integer that every JSON library reads exactly. */
    static final long MAX_EXACT = (1L << 53) - 1;

    static final int MOST_CLIENTS = 1_000_000;

    static final int MOST_ROUNDS = 100_000_000;

    private final List<Violation> faults = new ArrayList<>();
    private final ConfigSection root;

    private JobFile(Map<?, ?> tree) {
        root = new ConfigSection("", tree, faults);
    }

    /**
     * Parses a tree into a spec with every default filled in.
     *
     * @throws InvalidJobException with every violation at once
     */
    public static JobSpec parse(Map<?, ?> tree) {
        return new JobFile(tree).parse();
    }

    /** Renders the spec as a tree with every key written out; {@link #parse} takes it back. */
    public static Map<String, Object> render(JobSpec spec) {
        return JobFileWriter.of(spec);
    }

    private JobSpec parse() {
        String name = root.name("name", "job");
        Model model = model(root.section("model"));
        Participants participants = participants(root.section("participants"));
        Schedule schedule = ScheduleKeys.parse(root.section("schedule"), participants);
        Training training = training(root.section("training"));
        Robustness robustness = robustness(root.section("robustness"));
        Codec codec = CodecKeys.parse(root.section("codec"), schedule, robustness);
        Aggregation aggregation = aggregation(root.section("aggregation"), codec);
        Optimizer optimizer = OptimizerKeys.parse(root.section("optimizer"), codec);
        Privacy privacy = privacy(root.section("privacy"));
        Evaluation evaluation = evaluation(root.section("evaluation"), model);
        Stop stop = stop(root.section("stop"));
        Simulation simulation = SimulationKeys.parse(root.section("simulation"), evaluation);
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
        faults.addAll(CrossFieldRules.faults(spec, faults));
        if (!faults.isEmpty()) {
            throw new InvalidJobException(faults, spec);
        }
        return spec;
    }

    private static Model model(ConfigSection section) {
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
        String net = section.name("net", "mlp");
        List<Integer> layers = section.wholes("layers", List.of(64, 128, 10), 1, 1 << 24);
        if (layers.size() < 2 || layers.size() > 32) {
            section.fault("layers", "out-of-range", "must name 2 to 32 widths, had " + layers.size());
        }
        Model model = new Model(net, layers, seed);
        section.end();
        return model;
    }

    private static Participants participants(ConfigSection section) {
        List<String> roster = section.texts(
                "roster", List.of(), ConfigSection::isName, "names have 1 to 200 characters and no control characters");
        List<String> groups = section.texts(
                "groups",
                section.has("roster") ? List.of() : List.of("default"),
                ConfigSection::isName,
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

    private static Training training(ConfigSection section) {
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
                section.whole("maxExamples", 1_000_000L, 1, 1L << 40),
                DecayKeys.parse(section),
                section.number("momentum", 0, 0, 0.9999),
                section.number("weightDecay", 0, 0, 1e6));
        section.end();
        return training;
    }

    private static Aggregation aggregation(ConfigSection section, Codec codec) {
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
                CodecKeys.ofSteps(section, "serverErrorFeedback"));
        section.end();
        return aggregation;
    }

    private static Robustness robustness(ConfigSection section) {
        Robustness robustness = new Robustness(
                section.whole("byzantine", 0, 0, MOST_CLIENTS),
                section.choices("filters", Filter.FINITE),
                section.choices("preAggregation", PreAggregationKind.NNM));
        section.end();
        return robustness;
    }

    private static Privacy privacy(ConfigSection section) {
        section.only("mechanism", "none");
        section.only("secureAggregation", false);
        section.end();
        return new Privacy();
    }

    private static Evaluation evaluation(ConfigSection section, Model model) {
        Evaluation evaluation = new Evaluation(
                section.choice("data", model.upload() ? EvaluationData.NONE : EvaluationData.SERVER),
                section.name("set", "digits"),
                section.whole("every", 1, 1, MOST_ROUNDS));
        section.end();
        return evaluation;
    }

    private static Stop stop(ConfigSection section) {
        Stop stop = new Stop(
                section.has("accuracy")
                        ? OptionalDouble.of(section.number("accuracy", 1, 0, 1))
                        : OptionalDouble.empty());
        section.end();
        return stop;
    }
}
