package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Dampening;
import io.psephos.protocol.JobSpec.Aggregation;
import io.psephos.protocol.JobSpec.Codec;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.Rule;
import io.psephos.protocol.StageKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of how updates become one. */
final class AggregationKeys {
    private static final Key<Choice<Rule>> RULE = Key.kind(
                    "rule", Rule.MAJORITY_VOTE, Family.extensible("Aggregation rules", Rule.values()))
            .usually("`majority-vote` where the codec sends votes, else `weighted-mean`")
            .means(
                    "The rule that makes one aggregate of a round's updates; a robust one bears as many Byzantine clients"
                            + " as `robustness.byzantine` says.");
    private static final Key<Ties> TIES = Key.word("ties", Ties.ZERO)
            .means(
                    "What a coordinate with as many votes for as against becomes: `zero`, `plus-one`, or a `coin`, tossed"
                            + " by the model's seed.");
    private static final Key<Weights> WEIGHTS = Key.word("weights", Weights.UNIFORM)
            .means(
                    "What an update weighs: `uniform`, the same for everybody, or `examples`, as many as it was trained on"
                            + " (FedAvg), which nobody can verify.");
    private static final Key<Integer> MAX_VOTES = Key.whole("maxVotes", 16, 1, 1 << 16)
            .means("How often a vote counts at most where examples are its weight.")
            .with("aggregation: {weights: examples}\noptimizer: {learningRate: 0.01}");
    private static final Key<Choice<Dampening>> DAMPENING = Key.choice(
                    "dampening", Dampening.NONE, Family.closed("Dampening functions", Dampening.values()))
            .means("How much less a stale update counts, by τ, the versions that it lies behind.");
    private static final Key<Optional<Codec>> SERVER_ERROR_FEEDBACK = new Key<Optional<Codec>>(
                    "serverErrorFeedback", new KeyType.StepScheme(StepCodec.FAMILY), Optional.empty())
            .means(
                    "Compression of the steps that the server publishes, with error feedback: what a step leaves out goes"
                            + " into the next ones. Makes downloads smaller.");

    private static final Key<List<Choice<StageKind>>> STAGES = Key.choices(
                    "stages", StageKind.EXTENSION, Family.extensible("Server stages", StageKind.values()))
            .usually("`none`")
            .means("Server stages of your own, those of a slot in this order; [extending.md](extending.md) shows one.");

    static final Section SECTION = Section.of(
            "aggregation",
            "How the updates of a round become one.",
            "aggregation: {rule: weighted-mean, weights: examples}\ncodec: {scheme: float32}",
            RULE,
            TIES,
            WEIGHTS,
            MAX_VOTES,
            DAMPENING,
            SERVER_ERROR_FEEDBACK,
            STAGES);

    private AggregationKeys() {}

    static Aggregation parse(ConfigSection section, Codec codec) {
        Rule usual = codec.scheme().isVote() ? Rule.MAJORITY_VOTE : Rule.WEIGHTED_MEAN;
        Choice<Rule> rule = RULE.read(section, Choice.of(usual));
        Weights weights = WEIGHTS.read(section);
        boolean weighsVotes = rule.kind().countsVotes() && weights == Weights.EXAMPLES;
        int maxVotes = MAX_VOTES.read(section);
        if (MAX_VOTES.isIn(section) && !weighsVotes) {
            section.fault(MAX_VOTES.name(), "contradiction", "is for votes whose weights are examples");
        }
        Aggregation aggregation = new Aggregation(
                rule,
                TIES.read(section),
                weights,
                weighsVotes ? maxVotes : 1,
                DAMPENING.read(section),
                SERVER_ERROR_FEEDBACK.read(section),
                STAGES.read(section));
        section.end();
        return aggregation;
    }

    static Map<String, Object> render(Aggregation aggregation) {
        SectionWriter tree = new SectionWriter()
                .put(RULE, aggregation.choice())
                .putOptions(aggregation.choice())
                .put(TIES, aggregation.ties())
                .put(WEIGHTS, aggregation.weights());
        if (aggregation.rule().countsVotes() && aggregation.weights() == Weights.EXAMPLES) {
            tree.put(MAX_VOTES, aggregation.maxVotes());
        }
        tree.put(DAMPENING, aggregation.dampening()).put(SERVER_ERROR_FEEDBACK, aggregation.serverErrorFeedback());
        if (!aggregation.stages().isEmpty()) {
            tree.put(STAGES, aggregation.stages());
        }
        return tree.entries();
    }
}
