package io.psephos.coordinator.round;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.JobSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Job files for tests: one small layer, no evaluation, and what the test says instead. */
public final class Specs {
    private static final Map<String, String> USUAL = Map.of(
            "model", "{layers: [13, 5]}",
            "schedule", "{rounds: 100, cohort: 4, quorum: 3, deadline: PT40S}",
            "optimizer", "{learningRate: 0.25}",
            "evaluation", "{data: none}",
            "training", "{maxExamples: 1000}");

    private Specs() {}

    /** The spec of the usual sections, those replaced whose lines are given, such as {@code "codec: {scheme: sign}"}. */
    public static JobSpec of(String... lines) {
        Map<String, String> sections = new LinkedHashMap<>(USUAL);
        for (String line : lines) {
            int colon = line.indexOf(':');
            sections.put(line.substring(0, colon), line.substring(colon + 1));
        }
        StringBuilder yaml = new StringBuilder();
        sections.forEach(
                (key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
        return JobYaml.parse(yaml.toString());
    }
}
