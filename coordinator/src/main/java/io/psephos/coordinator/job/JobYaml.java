package io.psephos.coordinator.job;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem.Violation;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Job files in YAML; JSON is YAML too. */
public final class JobYaml {
    private static final int MAX_CHARACTERS = 256 * 1024;

    private JobYaml() {}

    /**
     * The spec of the document.
     *
     * @throws InvalidJobException when it is no YAML mapping, uses aliases, or breaks a rule of job files
     */
    public static JobSpec parse(String yaml) {
        Object tree = load(yaml);
        if (tree instanceof Map<?, ?> map) {
            return JobFile.parse(map);
        }
        throw refused("a job file is a mapping");
    }

    private static Object load(String yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(0)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        try {
            Object tree = new Load(settings).loadFromString(yaml);
            return tree == null ? Map.of() : tree;
        } catch (YamlEngineException e) {
            throw refused("is not YAML as job files allow it: " + e.getMessage());
        }
    }

    private static InvalidJobException refused(String detail) {
        return new InvalidJobException(List.of(new Violation("", "bad-syntax", detail)));
    }
}
