package io.psephos.coordinator.cohort;

import io.psephos.protocol.Choice;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.SelectorKind;
import java.util.Optional;
import java.util.Set;

/** The cohort selectors of jobs, by kind. */
public final class CohortSelectors {
    private CohortSelectors() {}

    /** Returns the selector of a job; empty where nobody is drawn. */
    public static Optional<CohortSelector> of(Choice<SelectorKind> selector) {
        return switch (selector.kind()) {
            case FIRST_COME -> Optional.empty();
            case ROSTER_DRAW ->
                Optional.of(input -> RosterDraw.names(
                        input.roster(), RosterDraw.positions(input.roster().size(), input.cohort(), input.seed())));
            case POISSON -> Optional.of(new PoissonSampling(selector.number("rate")));
            case POWER_OF_CHOICE -> Optional.of(new PowerOfChoice(selector.whole("candidates")));
            case BY_EXAMPLES ->
                Optional.of(
                        input -> RosterDraw.names(input.roster(), ProportionalDraw.positions(input, input.cohort())));
            case EXTENSION -> Optional.of(input -> own(selector, input));
        };
    }

    private static Set<String> own(Choice<SelectorKind> choice, SelectionInput input) {
        SelectorExtension extension = choice.extension(SelectorExtension.class);
        return ExtensionException.guard(
                extension, () -> Set.copyOf(extension.selector(choice).select(input)));
    }
}
