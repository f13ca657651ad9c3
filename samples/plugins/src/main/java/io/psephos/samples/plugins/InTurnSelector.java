package io.psephos.samples.plugins;

import io.psephos.coordinator.cohort.CohortSelector;
import io.psephos.coordinator.cohort.SelectorExtension;
import io.psephos.protocol.Choice;
import io.psephos.protocol.SelectorKind;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A cohort selector that asks the members in turn, as the roster lists them. */
public final class InTurnSelector implements SelectorExtension {
    @Override
    public String name() {
        return "x-in-turn";
    }

    @Override
    public CohortSelector selector(Choice<SelectorKind> choice) {
        return input -> LongStream.range(0, input.cohort())
                .map(i -> (input.round() * input.cohort() + i) % input.roster().size())
                .mapToObj(member -> input.roster().get((int) member))
                .collect(Collectors.toSet());
    }
}
