package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec.Privacy;
import java.util.Map;

/** The keys of privacy mechanisms, of which this version has none. */
final class PrivacyKeys {
    private static final Key<String> MECHANISM =
            Key.only("mechanism", "none").means("The mechanism of differential privacy; this version has none.");
    private static final Key<Boolean> SECURE_AGGREGATION = Key.only("secureAggregation", false)
            .means("Whether the server learns the sum of updates and no single one; this version cannot.");

    static final Section SECTION = Section.of(
            "privacy",
            "What the server may learn of single clients; [privacy.md](privacy.md) says what stands.",
            "privacy: {mechanism: none}",
            MECHANISM,
            SECURE_AGGREGATION);

    private PrivacyKeys() {}

    static Privacy parse(ConfigSection section) {
        MECHANISM.read(section);
        SECURE_AGGREGATION.read(section);
        section.end();
        return new Privacy();
    }

    static Map<String, Object> render() {
        return new SectionWriter()
                .put(MECHANISM, "none")
                .put(SECURE_AGGREGATION, false)
                .entries();
    }
}
