package io.psephos.robustness.filter;

import io.psephos.protocol.Choice;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Filter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A user's filter as Psephos calls it: what it throws carries its name. It is made when the first update comes. */
final class ExtensionFilter implements UpdateFilter {
    private final Choice<Filter> choice;
    private FilterExtension.@Nullable Judge judge;

    ExtensionFilter(Choice<Filter> choice) {
        this.choice = choice;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        FilterExtension extension = choice.extension(FilterExtension.class);
        Optional<String> objection =
                ExtensionException.guard(extension, () -> judge(extension).objection(candidate, history));
        return objection
                .map(reason -> FilterResult.refuse(state, choice.word(), reason, candidate.norm(), Double.NaN))
                .orElseGet(() -> FilterResult.accept(state));
    }

    private FilterExtension.Judge judge(FilterExtension extension) {
        FilterExtension.Judge known = judge;
        if (known == null) {
            known = extension.judge(choice);
            judge = known;
        }
        return known;
    }
}
