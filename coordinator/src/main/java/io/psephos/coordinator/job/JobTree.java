package io.psephos.coordinator.job;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.PreAggregationKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A spec written out as the tree of its job file. */
final class JobTree {
    private final Map<String, Object> entries = new LinkedHashMap<>();

    private JobTree() {}

    static Map<String, Object> of(JobSpec spec) {
        return new JobTree()
                .put("name", spec.name())
                .put("model", model(spec.model()))
                .put("participants", participants(spec.participants()))
                .put("schedule", schedule(spec.schedule()))
                .put("training", training(spec.training()))
                .put("codec", codec(spec.codec()))
                .put("aggregation", aggregation(spec.aggregation()))
                .put("optimizer", optimizer(spec.optimizer()))
                .put("robustness", robustness(spec.robustness()))
                .put("privacy", Map.of("mechanism", "none", "secureAggregation", false))
                .put("evaluation", evaluation(spec.evaluation()))
                .put("stop", stop(spec.stop()))
                .put("simulation", simulation(spec.simulation()))
                .entries;
    }

    private static Map<String, Object> model(JobSpec.Model model) {
        if (model.upload()) {
            JobTree tree = new JobTree().put("upload", true).put("seed", model.seed());
            model.layout().ifPresent(layout -> tree.put("layout", tensors(layout)));
            return tree.entries;
        }
        return new JobTree()
                .put("net", model.net())
                .put("layers", model.layers())
                .put("seed", model.seed())
                .entries;
    }

    private static List<Map<String, Object>> tensors(ParameterLayout layout) {
        return layout.tensors().stream()
                .map(tensor -> new JobTree().put("name", tensor.name()).put("shape", tensor.shape()).entries)
                .toList();
    }

    private static Map<String, Object> participants(JobSpec.Participants participants) {
        return participants.hasRoster()
                ? Map.of("roster", participants.roster())
                : Map.of("groups", participants.groups());
    }

    private static Map<String, Object> schedule(JobSpec.Schedule schedule) {
        JobTree tree = new JobTree()
                .put("mode", schedule.mode().word())
                .put("rounds", schedule.rounds())
                .put("cohort", schedule.cohort());
        switch (schedule.mode()) {
            case SYNCHRONOUS -> tree.put("overSelect", schedule.overSelect()).put("quorum", schedule.quorum());
            case BUFFERED -> tree.put("buffer", schedule.buffer()).put("maxStaleness", schedule.maxStaleness());
            case ASYNCHRONOUS -> tree.put("maxStaleness", schedule.maxStaleness());
        }
        return tree.put("deadline", schedule.deadline().toString()).entries;
    }

    private static Map<String, Object> training(JobSpec.Training training) {
        JobTree tree = new JobTree();
        training.steps().ifPresent(steps -> tree.put("steps", steps));
        training.epochs().ifPresent(epochs -> tree.put("epochs", epochs));
        return tree.put("batch", training.batch())
                .put("learningRate", training.learningRate())
                .put("proximal", training.proximal())
                .put("shares", "all")
                .put("maxExamples", training.maxExamples())
                .entries;
    }

    private static Map<String, Object> codec(JobSpec.Codec codec) {
        JobTree tree = new JobTree().put("scheme", codec.scheme().word());
        codec.b().ifPresent(b -> tree.put("b", b(b, codec)));
        options(tree, codec);
        return tree.put("errorFeedback", codec.errorFeedback()).entries;
    }

    private static Map<String, Object> b(double constant, JobSpec.Codec codec) {
        JobTree tree = new JobTree().put("constant", constant);
        codec.adaptiveB()
                .ifPresent(
                        adaptive -> tree.put("adaptive", Map.of("rank", adaptive.rank(), "factor", adaptive.factor())));
        return tree.entries;
    }

    private static Map<String, Object> aggregation(JobSpec.Aggregation aggregation) {
        JobTree tree = new JobTree()
                .put("rule", aggregation.rule().word())
                .putAll(aggregation.choice())
                .put("ties", aggregation.ties().word())
                .put("weights", aggregation.weights().word());
        if (aggregation.rule().countsVotes() && aggregation.weights() == Weights.EXAMPLES) {
            tree.put("maxVotes", aggregation.maxVotes());
        }
        return tree.put("dampening", choice(aggregation.dampening()))
                .put("serverErrorFeedback", stepCodec(aggregation.serverErrorFeedback()))
                .entries;
    }

    private static Object stepCodec(Optional<JobSpec.Codec> codec) {
        if (codec.isEmpty()) {
            return "none";
        }
        String scheme = codec.get().scheme().word();
        JobTree tree = new JobTree().put("scheme", scheme);
        options(tree, codec.get());
        return tree.entries.size() == 1 ? scheme : tree.entries;
    }

    private static void options(JobTree tree, JobSpec.Codec codec) {
        codec.options().keySet().stream().sorted().forEach(option -> tree.put(option.word(), codec.value(option)));
    }

    private static Map<String, Object> optimizer(JobSpec.Optimizer optimizer) {
        return new JobTree()
                .put("kind", "sgd")
                .put("learningRate", optimizer.learningRate())
                .put("momentum", optimizer.momentum())
                .put("decay", Map.of("linear", optimizer.linearDecay()))
                .entries;
    }

    private static Map<String, Object> robustness(JobSpec.Robustness robustness) {
        return new JobTree()
                .put("byzantine", robustness.byzantine())
                .put(
                        "filters",
                        robustness.filters().stream().map(JobTree::choice).toList())
                .put("preAggregation", preAggregation(robustness.preAggregation()))
                .entries;
    }

    private static Object preAggregation(List<Choice<PreAggregationKind>> chain) {
        return chain.isEmpty() ? "none" : chain.stream().map(JobTree::choice).toList();
    }

    /** A word where it says all. */
    private static Object choice(Choice<?> choice) {
        String word = choice.kind().word();
        return choice.kind().options().isEmpty()
                ? word
                : new JobTree().put("kind", word).putAll(choice).entries;
    }

    private static Map<String, Object> evaluation(JobSpec.Evaluation evaluation) {
        return new JobTree()
                .put("data", evaluation.data().word())
                .put("set", evaluation.set())
                .put("every", evaluation.every())
                .entries;
    }

    private static Map<String, Object> stop(JobSpec.Stop stop) {
        JobTree tree = new JobTree();
        stop.accuracy().ifPresent(accuracy -> tree.put("accuracy", accuracy));
        return tree.entries;
    }

    private static Map<String, Object> simulation(JobSpec.Simulation simulation) {
        JobTree tree = new JobTree()
                .put("data", simulation.data())
                .put("clients", simulation.clients())
                .put("partition", partition(simulation.partition()))
                .put("seed", simulation.seed())
                .put("attack", attack(simulation.attack()));
        simulation
                .staleness()
                .ifPresent(normal ->
                        tree.put("staleness", Map.of("mean", normal.mean(), "deviation", normal.deviation())));
        return tree.entries;
    }

    private static Map<String, Object> attack(JobSpec.Simulation.Attack attack) {
        return new JobTree()
                .put("kind", attack.kind().word())
                .putAll(attack.choice())
                .put("clients", attack.clients())
                .put("holds", attack.holds().word())
                .entries;
    }

    private static Object partition(JobSpec.Simulation.Partition partition) {
        return switch (partition.kind()) {
            case IID -> "iid";
            case SHARDS -> Map.of("shards", partition.shards());
            case DIRICHLET -> Map.of("dirichlet", partition.alpha());
            case SIMILARITY -> Map.of("similarity", partition.alpha());
        };
    }

    private JobTree putAll(Choice<?> choice) {
        choice.kind().options().forEach(option -> put(option.name(), choice.value(option.name())));
        return this;
    }

    private JobTree put(String key, Object value) {
        entries.put(key, value);
        return this;
    }
}
