package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec.Robustness;
import io.psephos.protocol.PreAggregationKind;
import java.util.List;
import java.util.Map;

/** The keys of the defences against Byzantine clients. */
final class RobustnessKeys {
    private static final Key<Integer> BYZANTINE = Key.whole("byzantine", 0, 0, JobFile.MOST_CLIENTS)
            .means(
                    "f: how many clients of a round may be Byzantine, that is, send anything; rules, filters and adaptive b"
                            + " go by it, and it must be below half of the cohort.");
    private static final Key<List<Choice<Filter>>> FILTERS = Key.choices(
                    "filters", Filter.FINITE, Family.extensible("Filters", Filter.values()))
            .means("Filters that judge each update before it counts, in this order; the first that refuses has the last"
                    + " word.");
    private static final Key<List<Choice<PreAggregationKind>>> PRE_AGGREGATION = Key.choices(
                    "preAggregation",
                    PreAggregationKind.NNM,
                    Family.closed("Pre-aggregation", PreAggregationKind.values()))
            .usually("`none`")
            .means("What is done to a round's updates before the rule sees them, in this order; `nnm` helps most rules"
                    + " where clients' data differ. Not with votes that are counted.");

    static final Section SECTION = Section.of(
            "robustness",
            "What is done against clients that are broken or hostile; [robustness.md](robustness.md) has what it bears.",
            "codec: {scheme: float32}\naggregation: {rule: trimmed-mean}\n"
                    + "robustness: {byzantine: 4, filters: [finite, {kind: norm-bound, norm: 5}], preAggregation: nnm}",
            BYZANTINE,
            FILTERS,
            PRE_AGGREGATION);

    private RobustnessKeys() {}

    static Robustness parse(ConfigSection section) {
        Robustness robustness =
                new Robustness(BYZANTINE.read(section), FILTERS.read(section), PRE_AGGREGATION.read(section));
        section.end();
        return robustness;
    }

    static Map<String, Object> render(Robustness robustness) {
        SectionWriter tree =
                new SectionWriter().put(BYZANTINE, robustness.byzantine()).put(FILTERS, robustness.filters());
        return (robustness.preAggregation().isEmpty()
                        ? tree.put(PRE_AGGREGATION.name(), "none")
                        : tree.put(PRE_AGGREGATION, robustness.preAggregation()))
                .entries();
    }
}
