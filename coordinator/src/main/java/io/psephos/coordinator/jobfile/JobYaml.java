package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Utf8;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/** The reader and writer of job files in YAML 1.2, with scalars by its core schema. */
public final class JobYaml {
    private static final int MAX_CHARACTERS = 256 * 1024;
    private static final int RENDERED_WIDTH = 120;

    private JobYaml() {}

    /**
     * Parses a document into a spec.
     *
     * @throws JobSyntaxException when it is no YAML in UTF-8
     * @throws InvalidJobException when it is no mapping, uses aliases, or breaks a rule of job files
     */
    public static JobSpec parse(byte[] yaml) {
        return JobFile.parse(tree(yaml));
    }

    /**
     * Parses a document into a spec.
     *
     * @throws JobSyntaxException when it is no YAML
     * @throws InvalidJobException when it is no mapping, uses aliases, or breaks a rule of job files
     */
    public static JobSpec parse(String yaml) {
        return JobFile.parse(tree(yaml));
    }

    /** Renders the spec as a document with every key written out; {@link #parse(String)} takes it back. */
    public static String render(JobSpec spec) {
        return render(JobFile.render(spec));
    }

    /** Renders the mapping as a document; {@link #tree(String)} takes it back. */
    public static String render(Map<String, ?> tree) {
        return new Dump(DumpSettings.builder().setWidth(RENDERED_WIDTH).build()).dumpToString(tree);
    }

    /**
     * Parses a document into a mapping with any keys.
     *
     * @throws JobSyntaxException when it is no YAML in UTF-8
     * @throws InvalidJobException when it is no mapping, or uses aliases
     */
    public static Map<?, ?> tree(byte[] yaml) {
        try {
            return tree(Utf8.decode(yaml));
        } catch (MalformedTextException e) {
            throw new JobSyntaxException(e);
        }
    }

    /**
     * Parses a document into a mapping with any keys.
     *
     * @throws JobSyntaxException when it is no YAML
     * @throws InvalidJobException when it is no mapping, or uses aliases
     */
    public static Map<?, ?> tree(String yaml) {
        if (yaml.length() > MAX_CHARACTERS) {
            throw new InvalidJobException(List.of(new Violation(
                    "",
                    "bad-syntax",
                    Utf8.at(
                                    yaml,
                                    MAX_CHARACTERS,
                                    "a job file has at most " + MAX_CHARACTERS + " characters, had " + yaml.length())
                            .fault())));
        }
        try {
            return YamlTree.of(yaml);
        } catch (MalformedTextException e) {
            throw new JobSyntaxException(e);
        }
    }
}
