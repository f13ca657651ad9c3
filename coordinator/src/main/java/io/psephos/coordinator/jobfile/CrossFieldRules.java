package io.psephos.coordinator.jobfile;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.Holds;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.PreAggregationKind;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Rule;
import io.psephos.protocol.Text;
import io.psephos.robustness.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The checks between keys of a job file: combinations that are meaningless or unsafe. */
final class CrossFieldRules {
    /** Largest weight of a coordinate in the integer sum of a mean; leaves 2¹⁰ for the coordinate itself. */
    private static final long MOST_WEIGHT = 1 << 24;

    /** Smallest learning rate, as updates are divided by the rate in float32. */
    private static final double LEAST_RATE = 1e-30;

    private final List<Violation> faults = new ArrayList<>();
    private final Set<String> broken;
    private final boolean isStored;

    private CrossFieldRules(Set<String> broken, boolean isStored) {
        this.broken = broken;
        this.isStored = isStored;
    }

    /**
     * Returns the violations of a spec.
     *
     * @param known violations found before; a key with one of its own is not checked against others
     * @param isStored whether the job was made before, so that users' rules are not asked again
     */
    static List<Violation> faults(JobSpec spec, List<Violation> known, boolean isStored) {
        CrossFieldRules rules =
                new CrossFieldRules(known.stream().map(Violation::path).collect(Collectors.toSet()), isStored);
        rules.votes(spec);
        rules.weights(spec);
        rules.rates(spec);
        rules.robust(spec);
        rules.feedback(spec);
        rules.differences(spec);
        rules.steps(spec);
        rules.asynchronous(spec);
        rules.roster(spec);
        SelectorRules.check(spec, rules::refuse);
        if (rules.broken.stream().noneMatch(path -> path.startsWith(FilterRules.FILTERS))) {
            FilterRules.faults(spec, rules::refuse);
        }
        rules.evaluation(spec);
        rules.simulation(spec);
        return rules.faults;
    }

    private void votes(JobSpec spec) {
        Rule rule = spec.aggregation().rule();
        if (rule.countsVotes() && !spec.codec().scheme().isVote()) {
            refuse(
                    "aggregation.rule",
                    spec.aggregation().choice().word() + " counts votes, and "
                            + spec.codec().word() + " sends none",
                    "codec.scheme");
        }
        boolean isRound = spec.schedule().isSynchronous();
        int updates = isRound
                ? spec.schedule().cohort()
                : spec.participants().roster().size();
        if (!rule.usesServerExamples()
                && (isRound || updates > 0)
                && 2L * spec.robustness().byzantine() >= updates) {
            refuse(
                    "robustness.byzantine",
                    "must be below half of the " + (isRound ? "cohort" : "roster") + " of " + updates + ", was "
                            + spec.robustness().byzantine(),
                    "schedule.cohort",
                    "participants.roster");
        }
    }

    /** Checks weights, as a mean sums integers of fixed size: larger weights would truncate small coordinates. */
    private void weights(JobSpec spec) {
        if (spec.aggregation().rule().addsWeighted()
                && spec.aggregation().weights() == JobSpec.Weights.EXAMPLES
                && spec.training().maxExamples() > MOST_WEIGHT) {
            refuse(
                    "training.maxExamples",
                    "must be at most 2^24 = " + MOST_WEIGHT + " where examples are the weights of a mean, which holds"
                            + " weight × coordinate up to 2^34, was "
                            + spec.training().maxExamples(),
                    "aggregation.weights",
                    "aggregation.rule");
        }
    }

    /** Checks that the learning rate stays above the minimum; no decay rises, so the last round's rate is the least. */
    private void rates(JobSpec spec) {
        int rounds = spec.schedule().rounds();
        double last = spec.training().rateAt(rounds - 1L, rounds);
        if (last < LEAST_RATE) {
            refuse(
                    "training.decay",
                    "must leave a learning rate of at least " + Text.plain(LEAST_RATE) + " in the last round, leaves "
                            + Text.plain(last),
                    "training.learningRate",
                    "schedule.rounds");
        }
    }

    /** Checks robust rules and filters against compression and client memory. */
    private void robust(JobSpec spec) {
        if (!Rules.isBuffered(spec)) {
            return;
        }
        Rule rule = spec.aggregation().rule();
        boolean isPrepared = !spec.robustness().preAggregation().isEmpty();
        if (rule.countsVotes()) {
            refuse(
                    "robustness.preAggregation",
                    rule.word() + " counts votes, and preAggregation does not return votes",
                    "aggregation.rule");
            return;
        }
        if (spec.aggregation().weights() != Weights.UNIFORM && (!rule.boundsWeights() || isPrepared)) {
            refuse(
                    "aggregation.weights",
                    "must be uniform: nobody can check the examples that a client claims, and only a geometric-median"
                            + " without preAggregation bounds what they do",
                    "aggregation.rule",
                    "robustness.preAggregation");
        }
        if (spec.codec().scheme().sendsDifferences()) {
            refuse(
                    "codec.scheme",
                    spec.codec().scheme() + " keeps a plain mean of updates as state, not what " + rule.word()
                            + " returns");
        }
        if (spec.codec().scheme().isVote()) {
            blindOnVotes(spec);
        }
        enoughFor(spec);
    }

    /** Refuses norm- and distance-based rules on votes, which all have the same norm and nearly equal distances. */
    private void blindOnVotes(JobSpec spec) {
        if (!wasAsked(spec)) {
            Rules.refusalOfVotes(spec.aggregation().choice())
                    .ifPresent(reason -> refuse("aggregation.rule", reason, "codec.scheme"));
        }
        spec.robustness().preAggregation().stream()
                .filter(stage -> stage.kind() != PreAggregationKind.BUCKETING)
                .forEach(stage -> refuse(
                        "robustness.preAggregation",
                        stage.kind().word() + " goes by distances or norms, and those of votes are nearly all alike",
                        "codec.scheme"));
    }

    /** Whether the rule is a user's, which was asked when the job was made, and may be another one now, or not here. */
    private boolean wasAsked(JobSpec spec) {
        return isStored && spec.aggregation().rule().isExtension();
    }

    /** Checks that the rule has enough updates for its f at any round size from quorum to cohort. */
    private void enoughFor(JobSpec spec) {
        if (wasAsked(spec)) {
            return;
        }
        boolean isRound = spec.schedule().isSynchronous();
        boolean isAnySize = spec.participants().selector().kind().isOfRandomSize();
        int most = isAnySize
                ? spec.participants().roster().size()
                : isRound ? spec.schedule().cohort() : spec.schedule().buffer();
        int least = isAnySize ? 1 : isRound ? spec.schedule().quorum() : most;
        if (isRound
                && 2L * spec.robustness().byzantine() >= most
                && !spec.aggregation().rule().usesServerExamples()) {
            return;
        }
        IntStream.rangeClosed(least, most)
                .mapToObj(updates -> Rules.refusal(spec, updates))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(reason -> refuse(
                        "robustness.byzantine",
                        reason + "; a round closes with " + (least == most ? "" : least + " to ") + most + " updates",
                        "schedule.cohort",
                        "schedule.quorum",
                        "schedule.buffer",
                        "participants.roster",
                        "aggregation.rule",
                        "robustness.preAggregation"));
    }

    /** Checks asynchronous and buffered jobs, where updates start from different versions. */
    private void asynchronous(JobSpec spec) {
        if (spec.schedule().isSynchronous()) {
            return;
        }
        if (spec.codec().scheme().sendsDifferences()) {
            refuse("codec.scheme", spec.codec().scheme() + " needs everybody's update in every round", "schedule.mode");
        }
        if (spec.codec().scheme().isVote() && spec.codec().adaptiveB().isPresent()) {
            refuse(
                    "codec.b.adaptive",
                    "changes b from version to version, and only votes that were cast with the same b add up",
                    "schedule.mode",
                    "codec.scheme");
        }
        if (spec.schedule().buffer() < 3) {
            comparing(spec);
        }
    }

    /** Refuses what compares updates with one another where a version is made of one or two. */
    private void comparing(JobSpec spec) {
        String reason =
                " compares updates of a round, which has " + spec.schedule().buffer() + " here";
        if (spec.aggregation().rule().comparesUpdates()) {
            refuse("aggregation.rule", spec.aggregation().choice().word() + reason, "schedule.mode", "schedule.buffer");
        }
        spec.robustness().preAggregation().stream()
                .filter(stage -> stage.kind().comparesUpdates())
                .forEach(stage -> refuse(
                        "robustness.preAggregation", stage.kind().word() + reason, "schedule.mode", "schedule.buffer"));
    }

    private void feedback(JobSpec spec) {
        CodecScheme scheme = spec.codec().scheme();
        if (spec.codec().errorFeedback() && !scheme.takesErrorFeedback()) {
            refuse("codec.errorFeedback", whyNoFeedback(scheme), "codec.scheme");
        } else if (spec.codec().errorFeedback()
                && (spec.codec().b().isPresent() || spec.codec().adaptiveB().isPresent())) {
            refuse(
                    "codec.errorFeedback",
                    "fits the scales of " + scheme + " to each update, and b is one scale for all",
                    "codec.b");
        }
    }

    private static String whyNoFeedback(CodecScheme scheme) {
        if (scheme.isVote()) {
            return "needs updates with a scale, and the votes of " + scheme + " have none";
        }
        if (scheme.hasResidue() || scheme.sendsDifferences()) {
            return "is part of " + scheme + ", whose clients keep state anyway";
        }
        return scheme + " leaves out nothing on average, and error feedback would add up its noise";
    }

    /**
     * Checks difference codecs (DIANA): server and clients keep the same state only where every client's update counts
     * in every round.
     */
    private void differences(JobSpec spec) {
        if (!spec.codec().scheme().sendsDifferences()) {
            return;
        }
        int everybody = spec.participants().roster().size();
        if (!spec.participants().hasRoster() || spec.schedule().cohort() != everybody) {
            refuse(
                    "codec.scheme",
                    spec.codec().scheme()
                            + " needs a roster all of whose clients are in every cohort: the mean of some clients'"
                            + " differences says nothing of what the others remember",
                    "participants.roster",
                    "schedule.cohort");
        }
        if (spec.aggregation().weights() != JobSpec.Weights.UNIFORM) {
            refuse(
                    "aggregation.weights",
                    "must be uniform with " + spec.codec().scheme() + ", whose server remembers a plain mean");
        }
    }

    /** Checks the compression of server steps. */
    private void steps(JobSpec spec) {
        boolean isVerdict =
                spec.aggregation().rule().givesVerdict() && spec.optimizer().isPlain();
        boolean isOther = spec.aggregation()
                .serverErrorFeedback()
                .filter(codec -> codec.scheme() != CodecScheme.SCALED_SIGN)
                .isPresent();
        if (isVerdict && isOther) {
            refuse(
                    "aggregation.serverErrorFeedback",
                    "has no effect where steps are the decision of a vote without momentum",
                    "aggregation.rule",
                    "optimizer.momentum");
        }
    }

    private void roster(JobSpec spec) {
        if (!spec.participants().hasRoster()) {
            return;
        }
        int size = spec.participants().roster().size();
        if (spec.schedule().cohort() > size) {
            refuse(
                    "schedule.cohort",
                    "must be at most the roster's " + size + ", was "
                            + spec.schedule().cohort(),
                    "participants.roster");
        }
        if (!spec.schedule().isSynchronous()
                || !spec.participants().selector().kind().isDraw()) {
            return;
        }
        if (spec.schedule().quorum() != spec.schedule().cohort()) {
            refuse("schedule.quorum", "is the cohort in a job with a roster", "schedule.cohort");
        }
        if (spec.schedule().overSelect() != 1) {
            refuse("schedule.overSelect", "is 1 in a job with a roster");
        }
    }

    private void evaluation(JobSpec spec) {
        if (spec.evaluation().data() == EvaluationData.NONE
                && spec.stop().accuracy().isPresent()) {
            refuse("stop.accuracy", "needs an evaluation", "evaluation.data");
        }
    }

    private void simulation(JobSpec spec) {
        JobSpec.Simulation simulation = spec.simulation();
        if (simulation.attack().clients() > simulation.clients()) {
            refuse(
                    "simulation.attack.clients",
                    "must be at most the " + simulation.clients() + " clients",
                    "simulation.clients");
        }
        if (simulation.attack().holds() == Holds.COPIES && simulation.attack().clients() == simulation.clients()) {
            refuse(
                    "simulation.attack.holds",
                    "needs an honest client to copy from, and there is none",
                    "simulation.clients",
                    "simulation.attack.clients");
        }
        if (simulation.attack().kind() == AttackKind.NONE && simulation.attack().clients() > 0) {
            refuse("simulation.attack.kind", "says none, yet clients attack", "simulation.attack.clients");
        }
    }

    private void refuse(String path, String detail, String... otherPaths) {
        if (!isBroken(path) && Arrays.stream(otherPaths).noneMatch(this::isBroken)) {
            faults.add(new Violation(path, "contradiction", detail));
        }
    }

    /** Whether the key, or one within it, already has a violation. */
    private boolean isBroken(String path) {
        return broken.stream().anyMatch(known -> known.equals(path) || known.startsWith(path + "."));
    }
}
