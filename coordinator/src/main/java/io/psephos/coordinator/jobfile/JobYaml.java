package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem.Violation;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The reader of job files in YAML or JSON. */
public final class JobYaml {
    private static final int MAX_CHARACTERS = 256 * 1024;
    private static final int MAX_DEPTH = 32;

    private JobYaml() {}

    /**
     * Parses a document into a spec.
     *
     * @throws JobSyntaxException when it is no YAML
     * @throws InvalidJobException when it is no mapping, uses aliases, or breaks a rule of job files
     */
    public static JobSpec parse(String yaml) {
        return JobFile.parse(tree(yaml));
    }

    /**
     * Parses a document into a mapping with any keys.
     *
     * @throws JobSyntaxException when it is no YAML
     * @throws InvalidJobException when it is no mapping, or uses aliases
     */
    public static Map<?, ?> tree(String yaml) {
        if (load(yaml) instanceof Map<?, ?> map) {
            return map;
        }
        throw refused("a job file is a mapping");
    }

    private static Object load(String yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        if (yaml.length() > MAX_CHARACTERS) {
            throw refused("a job file has at most " + MAX_CHARACTERS + " characters, had " + yaml.length());
        }
        try {
            new Parse(settings).parseString(yaml).forEach(new Shape()::see);
            Object tree = new Load(settings).loadFromString(yaml);
            return tree == null ? Map.of() : tree;
        } catch (YamlEngineException e) {
            throw new JobSyntaxException("is not YAML as job files allow it: " + e.getMessage());
        }
    }

    /** A check of the document's events for aliases and depth before anything is built from it. */
    private static final class Shape {
        private int depth;

        void see(Event event) {
            switch (event.getEventId()) {
                case Alias -> throw refused("a job file has no aliases");
                case MappingStart, SequenceStart -> descend();
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
        }

        private void descend() {
            depth++;
            if (depth > MAX_DEPTH) {
                throw new JobSyntaxException("a job file is at most " + MAX_DEPTH + " levels deep");
            }
        }
    }

    private static InvalidJobException refused(String detail) {
        return new InvalidJobException(List.of(new Violation("", "bad-syntax", detail)));
    }
}
