package io.psephos.coordinator.jobfile;

import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Mode;
import io.psephos.protocol.OptimizerKind;
import io.psephos.protocol.Text;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is worth saying of a job that is allowed and yet rarely meant. A note refuses nothing; a job file of which all
 * is as it should be has none.
 */
public final class Notes {
    /** Share of a mean below which a round hardly moves the model. */
    private static final double LEAST_SHARE = 0.2;

    private static final String RATE = "optimizer.learningRate";
    private static final List<Rule> RULES =
            List.of(Notes::shareOfTheMean, Notes::sizeOfTheVerdict, Notes::scaleOfVotes, Notes::emptyRoster);

    private Notes() {}

    /**
     * A sentence about a key of a job file.
     *
     * @param path of the key, as violations have it
     * @param detail what happens, and what to write instead
     */
    public record Note(String path, String detail) {
        @Override
        public String toString() {
            return "note: " + path + " " + detail;
        }
    }

    /** What is known of a job beside its file. */
    public interface Surroundings {
        /** The median magnitude of a net's initial weights; empty where it is not known, or all are 0. */
        OptionalDouble medianMagnitude(JobSpec.Model model);

        /** How many of a roster are enrolled; empty where nobody enrols. */
        OptionalInt enrolled(List<String> roster);
    }

    /** Finds whether one thing is to be said. */
    @FunctionalInterface
    private interface Rule {
        Optional<Note> on(JobSpec spec, Surroundings known);
    }

    /** Returns what is worth saying of a job, in no order that matters. */
    public static List<Note> on(JobSpec spec, Surroundings known) {
        return RULES.stream().flatMap(rule -> rule.on(spec, known).stream()).toList();
    }

    private static Optional<Note> shareOfTheMean(JobSpec spec, Surroundings known) {
        JobSpec.Optimizer optimizer = spec.optimizer();
        double whole = 1 - optimizer.momentum();
        if (spec.codec().scheme().isVote()
                || optimizer.kind() != OptimizerKind.SGD
                || spec.schedule().mode() == Mode.ASYNCHRONOUS
                || optimizer.learningRate() >= LEAST_SHARE * whole) {
            return Optional.empty();
        }
        return Optional.of(new Note(
                RATE,
                "is " + Text.plain(optimizer.learningRate()) + ": the model goes "
                        + rounded(optimizer.learningRate() / whole) + " of the way to where clients took it,"
                        + " as " + spec.codec().scheme() + " sends how far each went and no gradient; "
                        + rounded(whole) + " goes all of it, as FedAvg does"));
    }

    private static Optional<Note> sizeOfTheVerdict(JobSpec spec, Surroundings known) {
        double rate = spec.optimizer().learningRate();
        if (!spec.aggregation().rule().givesVerdict() || spec.optimizer().kind() != OptimizerKind.SGD) {
            return Optional.empty();
        }
        OptionalDouble median = known.medianMagnitude(spec.model());
        if (median.isEmpty() || rate <= median.getAsDouble()) {
            return Optional.empty();
        }
        return Optional.of(new Note(
                RATE,
                "is " + Text.plain(rate) + ": a verdict moves every weight by that, and half the weights of the initial"
                        + " net are smaller than " + rounded(median.getAsDouble()) + "; begin with "
                        + rounded(median.getAsDouble() / 10) + ", a tenth of it"));
    }

    private static Optional<Note> scaleOfVotes(JobSpec spec, Surroundings known) {
        JobSpec.Training training = spec.training();
        boolean isOneStep = training.steps().orElse(0) == 1;
        if (spec.codec().scheme() != CodecScheme.STO_SIGN
                || spec.codec().adaptiveB().isPresent()
                || isOneStep) {
            return Optional.empty();
        }
        String steps = training.steps().isPresent()
                ? training.steps().getAsInt() + " steps"
                : "training.epochs " + training.epochs().orElse(1);
        return Optional.of(new Note(
                "codec.b",
                "is in the unit of a gradient also after " + steps + ": sto-sign votes on what changed divided by"
                        + " training.learningRate and by the steps taken, so that a b for what changed in all makes votes"
                        + " coin tosses; {adaptive: {}} measures it"));
    }

    private static Optional<Note> emptyRoster(JobSpec spec, Surroundings known) {
        List<String> roster = spec.participants().roster();
        if (roster.isEmpty() || known.enrolled(roster).orElse(1) > 0) {
            return Optional.empty();
        }
        return Optional.of(new Note(
                "participants.roster",
                "names " + Text.printable(roster.getFirst()) + (roster.size() > 1 ? " and others" : "")
                        + ", and nobody of that name is enrolled: a client's name is the one of its enrolment token,"
                        + " {\"name\": …} to POST /api/v1/enrollment-tokens"));
    }

    /** The nearest number of two digits, for people. */
    private static String rounded(double number) {
        return Text.plain(BigDecimal.valueOf(number).round(new MathContext(2)).doubleValue());
    }
}
