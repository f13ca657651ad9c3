package io.psephos.robustness;

import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.Aggregators;
import io.psephos.compression.Finite;
import io.psephos.protocol.Choice;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.PreAggregationKind;
import io.psephos.protocol.Rule;
import io.psephos.robustness.aggregator.ArithmeticMean;
import io.psephos.robustness.aggregator.Breakdown;
import io.psephos.robustness.aggregator.Bulyan;
import io.psephos.robustness.aggregator.CenteredClipping;
import io.psephos.robustness.aggregator.CoordinateMedian;
import io.psephos.robustness.aggregator.GeometricMedian;
import io.psephos.robustness.aggregator.Krum;
import io.psephos.robustness.aggregator.MeanAroundMedian;
import io.psephos.robustness.aggregator.MinimumDiameterAveraging;
import io.psephos.robustness.aggregator.NearestToMedian;
import io.psephos.robustness.aggregator.RobustAggregator;
import io.psephos.robustness.aggregator.RootTrust;
import io.psephos.robustness.aggregator.RuleExtension;
import io.psephos.robustness.aggregator.TrimmedMean;
import io.psephos.robustness.aggregator.VectorRule;
import io.psephos.robustness.preaggregation.AdaptiveRobustClipping;
import io.psephos.robustness.preaggregation.Bucketing;
import io.psephos.robustness.preaggregation.NearestNeighbourMixing;
import io.psephos.robustness.preaggregation.PreAggregation;
import io.psephos.robustness.preaggregation.StaticClipping;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The aggregators that a job file names, robust ones and others. */
public final class Rules {
    private Rules() {}

    /**
     * The inputs of rules besides the updates of the round.
     *
     * @param roundSeed of all that is drawn at random; each round its own
     * @param last direction of the newest aggregate; empty for none
     * @param root the server's own update for the round, asked for when the round is combined, by {@code fltrust} only
     */
    public record RoundInputs(long roundSeed, float[] last, Supplier<float[]> root) {}

    /** The aggregator of a round. */
    public static Aggregator aggregator(JobSpec spec, RoundInputs known) {
        JobSpec.Aggregation aggregation = spec.aggregation();
        if (!isBuffered(spec)) {
            return Aggregators.of(aggregation, known.roundSeed(), aggregation.maxVotes());
        }
        return new RobustAggregator(
                rule(aggregation.choice(), known),
                stages(spec.robustness().preAggregation(), known.roundSeed()),
                spec.robustness().byzantine(),
                aggregation.rule() == Rule.GEOMETRIC_MEDIAN ? aggregation.weights() : Weights.UNIFORM);
    }

    /** Whether a round keeps all its updates until it is closed. */
    public static boolean isBuffered(JobSpec spec) {
        return spec.aggregation().rule().isRobust()
                || !spec.robustness().preAggregation().isEmpty();
    }

    /** Whether the rule, or a stage before it, reckons with f Byzantine updates, and so with one update a client. */
    public static boolean toleratesClients(JobSpec spec) {
        return spec.aggregation().rule().isRobust()
                || !spec.robustness().preAggregation().isEmpty()
                        && spec.robustness().byzantine() > 0;
    }

    /** The rule of that name, without a server's data or the round before. */
    public static VectorRule rule(Choice<Rule> choice) {
        return rule(choice, new RoundInputs(0, new float[0], () -> {
            throw new IllegalStateException("there is no update of the server's own");
        }));
    }

    private static VectorRule rule(Choice<Rule> choice, RoundInputs known) {
        return switch (choice.kind()) {
            case WEIGHTED_MEAN -> new ArithmeticMean();
            case COORDINATE_MEDIAN -> new CoordinateMedian();
            case TRIMMED_MEAN -> new TrimmedMean();
            case GEOMETRIC_MEDIAN -> new GeometricMedian(choice.number("smoothing"), choice.whole("iterations"));
            case KRUM -> Krum.one();
            case MULTI_KRUM -> choice.whole("selected") == 0 ? Krum.several() : Krum.several(choice.whole("selected"));
            case BULYAN -> new Bulyan();
            case CENTERED_CLIPPING ->
                new CenteredClipping(known.last(), choice.number("radius"), choice.whole("iterations"));
            case MDA -> new MinimumDiameterAveraging();
            case MONNA -> new NearestToMedian();
            case MEAMED -> new MeanAroundMedian();
            case FLTRUST -> (vectors, byzantine) -> new RootTrust(known.root().get()).combine(vectors, byzantine);
            case EXTENSION -> own(choice, known.roundSeed());
            case MAJORITY_VOTE, VOTE_MEAN ->
                throw new IllegalArgumentException(choice.kind().word() + " counts votes, it combines no vectors");
        };
    }

    /** A user's rule, made when the round is combined. */
    private static VectorRule own(Choice<Rule> choice, long roundSeed) {
        return (vectors, byzantine) -> {
            RuleExtension extension = choice.extension(RuleExtension.class);
            float[] combined = ExtensionException.guard(
                    extension, () -> extension.rule(choice, roundSeed).combine(vectors, byzantine));
            if (combined.length != vectors.length()) {
                throw new ExtensionException(
                        extension, "must return " + vectors.length() + " coordinates, returned " + combined.length);
            }
            int wrong = Finite.firstViolation(combined);
            if (wrong >= 0) {
                throw new ExtensionException(extension, "returned " + combined[wrong] + " as coordinate " + wrong);
            }
            return combined;
        };
    }

    /** The pre-aggregation stages before a rule, in their order. */
    public static List<PreAggregation> stages(List<Choice<PreAggregationKind>> choices, long roundSeed) {
        return IntStream.range(0, choices.size())
                .mapToObj(i -> stage(choices.get(i), roundSeed + i))
                .toList();
    }

    private static PreAggregation stage(Choice<PreAggregationKind> choice, long seed) {
        return switch (choice.kind()) {
            case NNM -> new NearestNeighbourMixing();
            case BUCKETING -> new Bucketing(choice.whole("size"), seed);
            case CLIPPING -> new StaticClipping(choice.number("norm"));
            case ARC -> new AdaptiveRobustClipping();
        };
    }

    /** The reason why a rule tells nothing of votes; empty where it works on one coordinate at a time, as a vote does. */
    public static Optional<String> refusalOfVotes(Choice<Rule> rule) {
        Optional<String> refusal =
                Optional.of(rule.word() + " goes by distances or angles, and those of votes are nearly all alike;"
                        + " majority-vote, coordinate-median and trimmed-mean go by coordinates");
        return switch (rule.kind()) {
            case MAJORITY_VOTE, VOTE_MEAN, WEIGHTED_MEAN, COORDINATE_MEDIAN, TRIMMED_MEAN, MEAMED -> Optional.empty();
            case GEOMETRIC_MEDIAN, KRUM, MULTI_KRUM, BULYAN, CENTERED_CLIPPING, MDA, MONNA, FLTRUST -> refusal;
            case EXTENSION -> asked(rule, extension -> extension.goesByCoordinates() ? Optional.empty() : refusal);
        };
    }

    /** The breakdown condition of a rule; empty for rules that withstand no Byzantine update. */
    public static Optional<Breakdown> breakdown(Rule rule) {
        return switch (rule) {
            case MAJORITY_VOTE, VOTE_MEAN, WEIGHTED_MEAN -> Optional.empty();
            case COORDINATE_MEDIAN, TRIMMED_MEAN, GEOMETRIC_MEDIAN, MONNA, MEAMED -> Optional.of(Breakdown.HALF);
            case KRUM, MULTI_KRUM -> Optional.of(Breakdown.KRUM);
            case BULYAN -> Optional.of(Breakdown.BULYAN);
            case MDA -> Optional.of(Breakdown.SEARCHED);
            case CENTERED_CLIPPING -> Optional.of(Breakdown.BOUNDED);
            case FLTRUST -> Optional.of(Breakdown.ALL_BUT_ONE);
            case EXTENSION -> Optional.of(Breakdown.HALF);
        };
    }

    /** The reason why so many updates are too few for the rule, the stages before it and f; empty when they suffice. */
    public static Optional<String> refusal(JobSpec spec, int updates) {
        int byzantine = spec.robustness().byzantine();
        int count = updates;
        for (Choice<PreAggregationKind> choice : spec.robustness().preAggregation()) {
            boolean comparesNorms = choice.kind() == PreAggregationKind.NNM || choice.kind() == PreAggregationKind.ARC;
            if (comparesNorms) {
                Optional<String> refused = Breakdown.HALF.refusal(choice.kind().word(), count, byzantine);
                if (refused.isPresent()) {
                    return refused;
                }
            }
            count = stage(choice, 0).countAfter(count, byzantine);
        }
        int left = count;
        Choice<Rule> rule = spec.aggregation().choice();
        Optional<String> tooFew = rule.kind().isExtension()
                ? asked(rule, extension -> extension.refusal(left, byzantine))
                : breakdown(rule.kind()).flatMap(breakdown -> breakdown.refusal(rule.word(), left, byzantine));
        return tooFew.or(() -> rule.kind() == Rule.MULTI_KRUM && rule.whole("selected") > left - byzantine
                        ? Optional.of("multi-krum selects at most n - f = " + (left - byzantine) + " vectors, was "
                                + rule.whole("selected"))
                        : Optional.empty())
                .map(reason -> left == updates ? reason : reason + ", after " + updates + " updates were put together");
    }

    /** The reason why a user's rule is refused; empty for one that is not here. */
    private static Optional<String> asked(Choice<Rule> rule, Function<RuleExtension, Optional<String>> question) {
        if (rule.extension().filter(Extensions::isMissing).isPresent()) {
            return Optional.empty();
        }
        RuleExtension extension = rule.extension(RuleExtension.class);
        try {
            return ExtensionException.guard(extension, () -> question.apply(extension));
        } catch (ExtensionException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
