package io.psephos.coordinator.plan;

import io.psephos.coordinator.cohort.Cohort;
import io.psephos.coordinator.cohort.CohortSelector;
import io.psephos.coordinator.cohort.CohortSelectors;
import io.psephos.coordinator.cohort.MemberFacts;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.cohort.RosterFacts;
import io.psephos.coordinator.cohort.SelectionInput;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Text;
import io.psephos.protocol.state.NamedState;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The draw of the cohorts of a job's rounds. Stateless. */
public final class CohortDraw {
    private final JobSpec spec;
    private final Optional<CohortSelector> selector;

    /** @param selector draws members of the job's roster; empty where whoever comes first is asked */
    public CohortDraw(JobSpec spec, Optional<CohortSelector> selector) {
        this.spec = spec;
        this.selector = selector;
    }

    /** Returns the draw by the selector that the job names. */
    public static CohortDraw of(JobSpec spec) {
        return new CohortDraw(spec, CohortSelectors.of(spec.participants().selector()));
    }

    /**
     * Returns the cohort of a round; the same whenever it is asked for, as long as the round is open.
     *
     * @param published rounds published before it
     * @param state the named state that belongs to the newest version
     * @throws IllegalStateException where the selector draws somebody who is no member
     */
    public Cohort cohort(long round, long published, NamedState state) {
        return selector.map(draws -> Cohort.of(checked(draws.select(input(round, published, state)))))
                .orElse(Cohort.FIRST_COME);
    }

    private SelectionInput input(long round, long published, NamedState state) {
        List<String> roster = spec.participants().roster();
        List<MemberFacts> known = spec.participants().selector().kind().usesFacts()
                ? RosterFacts.of(state, roster.size()).members(published)
                : Collections.nCopies(roster.size(), MemberFacts.UNKNOWN);
        return new SelectionInput(
                roster,
                spec.schedule().cohort(),
                round,
                RosterDraw.mix(spec.model().seed(), round),
                known);
    }

    private Set<String> checked(Set<String> drawn) {
        Set<String> strangers = new HashSet<>(drawn);
        spec.participants().roster().forEach(strangers::remove);
        if (!strangers.isEmpty()) {
            throw new IllegalStateException(
                    "cohort selector '" + spec.participants().selector().word() + "' drew '"
                            + Text.printable(Collections.min(strangers)) + "', who is not in the roster");
        }
        return drawn;
    }
}
