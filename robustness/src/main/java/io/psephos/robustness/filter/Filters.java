package io.psephos.robustness.filter;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec;
import io.psephos.robustness.filter.LipschitzFilter.Mode;
import java.util.Locale;

/** The filters that job files may name. */
public final class Filters {
    private Filters() {}

    /**
     * The filters of a job, in the order of its file.
     *
     * @throws IllegalArgumentException where the roster is too small for Kardam's number of Byzantine clients
     */
    public static FilterChain of(JobSpec spec) {
        return new FilterChain(spec.robustness().filters().stream()
                .map(choice -> of(
                        choice,
                        spec.participants().roster().size(),
                        spec.robustness().byzantine()))
                .toList());
    }

    private static UpdateFilter of(Choice<Filter> choice, int clients, int byzantine) {
        return switch (choice.kind()) {
            case FINITE -> new FiniteFilter();
            case NORM_BOUND -> new NormBound(choice.number("norm"));
            case ADAPTIVE_NORM ->
                new AdaptiveNorm(choice.number("quantile"), choice.number("rate"), choice.number("start"));
            case COSINE -> new CosineFilter(choice.number("least"));
            case EXAMPLE_CAP -> new ExampleCap(choice.whole("most"));
            case KARDAM -> FilterChain.kardam(clients, byzantine, mode(choice), choice.whole("acceptAfter"));
            case LIPSCHITZ -> new LipschitzFilter(clients, byzantine, mode(choice), choice.whole("acceptAfter"));
            case FREQUENCY -> new FrequencyFilter(clients, byzantine);
            case AGREEMENT -> new AgreementFilter(choice.number("least"), choice.whole("rounds"));
            case EXTENSION -> new ExtensionFilter(choice);
        };
    }

    private static Mode mode(Choice<Filter> choice) {
        return Mode.valueOf(choice.word("mode").toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
