package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The checks that filters fit the job's mode, codec, rule and size. */
final class FilterRules {
    static final String FILTERS = "robustness.filters";
    private static final String ROSTER = "participants.roster";

    /** A collector of violations, which ignores one whose other keys already have violations of their own. */
    @FunctionalInterface
    interface Faults {
        void refuse(String path, String detail, String... otherPaths);
    }

    private final JobSpec spec;
    private final Faults faults;

    private FilterRules(JobSpec spec, Faults faults) {
        this.spec = spec;
        this.faults = faults;
    }

    static void faults(JobSpec spec, Faults faults) {
        FilterRules rules = new FilterRules(spec, faults);
        List<Filter> kinds =
                spec.robustness().filters().stream().map(Choice::kind).toList();
        rules.repeated(kinds);
        if (kinds.stream().anyMatch(Filter::needsRoster)) {
            rules.kardam();
        }
        if (kinds.stream().anyMatch(Filter::comparesVersions)) {
            rules.lipschitz();
        }
        if (kinds.stream().anyMatch(Filter::judgesNorms)
                && spec.codec().scheme().isVote()) {
            faults.refuse(FILTERS, "have no effect on votes, whose norm only counts coordinates", "codec.scheme");
        }
        spec.robustness().filters().forEach(rules::patience);
        if (kinds.stream().anyMatch(Filter::comparesVotes)) {
            rules.agreement();
        }
    }

    private void repeated(List<Filter> kinds) {
        Set<String> seen = new HashSet<>();
        for (Choice<Filter> choice : spec.robustness().filters()) {
            Optional<Filter> whole = kinds.stream()
                    .filter(other -> other.contains(choice.kind()))
                    .findFirst();
            if (whole.isPresent()) {
                faults.refuse(
                        FILTERS, choice.word() + " is part of " + whole.get().word());
            } else if (!seen.add(choice.word())) {
                faults.refuse(FILTERS, choice.word() + " is listed twice");
            }
        }
    }

    private void kardam() {
        int clients = spec.participants().roster().size();
        int byzantine = spec.robustness().byzantine();
        if (clients == 0) {
            faults.refuse(FILTERS, "kardam, lipschitz and frequency need a fixed roster", ROSTER);
        } else if (clients < 3L * byzantine + 1) {
            faults.refuse(
                    FILTERS,
                    "kardam, lipschitz and frequency need a roster of n >= 3f + 1, had n = " + clients + ", f = "
                            + byzantine,
                    ROSTER,
                    "robustness.byzantine");
        }
        if (spec.schedule().isSynchronous()) {
            faults.refuse(
                    FILTERS,
                    "kardam, lipschitz and frequency refuse one client after another, and a synchronous round of a"
                            + " roster needs them all: the schedule must be asynchronous or buffered",
                    "schedule.mode");
        }
    }

    private void lipschitz() {
        if (spec.codec().scheme().isVote()) {
            faults.refuse(
                    FILTERS,
                    "kardam and lipschitz have no effect on votes, whose distances are nearly constant; frequency has",
                    "codec.scheme");
        }
        int clients = spec.participants().roster().size();
        long comparable = (long) Filter.COMPARED_VERSIONS * spec.schedule().buffer();
        if (!spec.schedule().isSynchronous() && clients > comparable) {
            faults.refuse(
                    FILTERS,
                    "compare what a client sends within " + Filter.COMPARED_VERSIONS + " versions: of a roster of "
                            + clients + " most come less often, " + comparable + " would do",
                    ROSTER,
                    "schedule.buffer");
        }
    }

    /**
     * Checks that {@code acceptAfter} is reachable: a version sees each client once, so those refused in a row must
     * leave another client.
     */
    private void patience(Choice<Filter> choice) {
        if (!choice.kind().comparesVersions()) {
            return;
        }
        int blocked = choice.kind().limitsFrequency() ? 2 * spec.robustness().byzantine() : 0;
        int most = Math.max(0, spec.participants().roster().size() - blocked - 1);
        if (choice.whole("acceptAfter") > most) {
            faults.refuse(
                    FILTERS,
                    "acceptAfter must be at most " + most + ", so that a client is left to accept, was "
                            + choice.whole("acceptAfter"),
                    ROSTER,
                    "robustness.byzantine");
        }
    }

    private void agreement() {
        if (!spec.aggregation().rule().countsVotes()) {
            faults.refuse(
                    FILTERS, "agreement needs votes: it compares each with the decision of all", "aggregation.rule");
        } else if (spec.schedule().buffer() < Filter.LEAST_VOTES) {
            faults.refuse(
                    FILTERS,
                    "agreement needs rounds of at least " + Filter.LEAST_VOTES
                            + " votes: fewer always agree with themselves",
                    "schedule.buffer",
                    "schedule.cohort",
                    "schedule.mode");
        }
    }
}
