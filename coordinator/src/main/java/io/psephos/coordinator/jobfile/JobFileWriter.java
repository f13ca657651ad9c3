package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.PreAggregationKind;
import io.psephos.protocol.RateDecay;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The writer of job files, from a spec to a tree. */
final class JobFileWriter {
    private final Map<String, Object> entries = new LinkedHashMap<>();

    private JobFileWriter() {}

    static Map<String, Object> of(JobSpec spec) {
        return new JobFileWriter()
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
            JobFileWriter tree = new JobFileWriter().put("upload", true).put("seed", model.seed());
            model.layout().ifPresent(layout -> tree.put("layout", tensors(layout)));
            return tree.entries;
        }
        return new JobFileWriter()
                .put("net", model.net())
                .put("layers", model.layers())
                .put("seed", model.seed())
                .entries;
    }

    private static List<Map<String, Object>> tensors(ParameterLayout layout) {
        return layout.tensors().stream()
                .map(tensor -> new JobFileWriter().put("name", tensor.name()).put("shape", tensor.shape()).entries)
                .toList();
    }

    private static Map<String, Object> participants(JobSpec.Participants participants) {
        return participants.hasRoster()
                ? Map.of("roster", participants.roster())
                : Map.of("groups", participants.groups());
    }

    private static Map<String, Object> schedule(JobSpec.Schedule schedule) {
        JobFileWriter tree = new JobFileWriter()
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
        JobFileWriter tree = new JobFileWriter();
        training.steps().ifPresent(steps -> tree.put("steps", steps));
        training.epochs().ifPresent(epochs -> tree.put("epochs", epochs));
        return tree.put("batch", training.batch())
                .put("learningRate", training.learningRate())
                .put("proximal", training.proximal())
                .put("shares", "all")
                .put("maxExamples", training.maxExamples())
                .put("decay", decay(training.decay()))
                .put("momentum", training.momentum())
                .put("weightDecay", training.weightDecay())
                .entries;
    }

    private static Map<String, Object> codec(JobSpec.Codec codec) {
        JobFileWriter tree = new JobFileWriter().put("scheme", codec.scheme().word());
        codec.b().ifPresent(b -> tree.put("b", b(b, codec)));
        options(tree, codec);
        return tree.put("errorFeedback", codec.errorFeedback()).entries;
    }

    private static Map<String, Object> b(double constant, JobSpec.Codec codec) {
        JobFileWriter tree = new JobFileWriter().put("constant", constant);
        codec.adaptiveB()
                .ifPresent(
                        adaptive -> tree.put("adaptive", Map.of("rank", adaptive.rank(), "factor", adaptive.factor())));
        return tree.entries;
    }

    private static Map<String, Object> aggregation(JobSpec.Aggregation aggregation) {
        JobFileWriter tree = new JobFileWriter()
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
        JobFileWriter tree = new JobFileWriter().put("scheme", scheme);
        options(tree, codec.get());
        return tree.entries.size() == 1 ? scheme : tree.entries;
    }

    private static void options(JobFileWriter tree, JobSpec.Codec codec) {
        codec.options().keySet().stream().sorted().forEach(option -> tree.put(option.word(), codec.value(option)));
    }

    private static Map<String, Object> optimizer(JobSpec.Optimizer optimizer) {
        return new JobFileWriter()
                .put("kind", optimizer.kind().word())
                .put("learningRate", optimizer.learningRate())
                .putAll(optimizer.choice())
                .put("decay", decay(optimizer.decay()))
                .entries;
    }

    private static Map<String, Object> decay(RateDecay decay) {
        return switch (decay) {
            case RateDecay.Linear linear -> Map.of("linear", linear.end());
            case RateDecay.Exponential exponential -> Map.of("exponential", exponential.base());
            case RateDecay.Steps steps ->
                new JobFileWriter().put("steps", steps.milestones()).put("factor", steps.factor()).entries;
            case RateDecay.Cosine cosine -> Map.of("cosine", cosine.end());
        };
    }

    private static Map<String, Object> robustness(JobSpec.Robustness robustness) {
        return new JobFileWriter()
                .put("byzantine", robustness.byzantine())
                .put(
                        "filters",
                        robustness.filters().stream().map(JobFileWriter::choice).toList())
                .put("preAggregation", preAggregation(robustness.preAggregation()))
                .entries;
    }

    private static Object preAggregation(List<Choice<PreAggregationKind>> chain) {
        return chain.isEmpty()
                ? "none"
                : chain.stream().map(JobFileWriter::choice).toList();
    }

    /** Renders a choice, as a single word where its kind has no options. */
    private static Object choice(Choice<?> choice) {
        String word = choice.kind().word();
        return choice.kind().options().isEmpty()
                ? word
                : new JobFileWriter().put("kind", word).putAll(choice).entries;
    }

    private static Map<String, Object> evaluation(JobSpec.Evaluation evaluation) {
        return new JobFileWriter()
                .put("data", evaluation.data().word())
                .put("set", evaluation.set())
                .put("every", evaluation.every())
                .entries;
    }

    private static Map<String, Object> stop(JobSpec.Stop stop) {
        JobFileWriter tree = new JobFileWriter();
        stop.accuracy().ifPresent(accuracy -> tree.put("accuracy", accuracy));
        return tree.entries;
    }

    private static Map<String, Object> simulation(JobSpec.Simulation simulation) {
        JobFileWriter tree = new JobFileWriter()
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
        return new JobFileWriter()
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

    private JobFileWriter putAll(Choice<?> choice) {
        choice.kind().options().forEach(option -> put(option.name(), choice.value(option.name())));
        return this;
    }

    private JobFileWriter put(String key, Object value) {
        entries.put(key, value);
        return this;
    }
}
