package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.json.JsonText;
import io.psephos.protocol.json.ProtocolJson;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** The reader of job files in JSON. */
public final class JobJson {
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private JobJson() {}

    /**
     * Parses a document into a spec.
     *
     * @throws JobSyntaxException when it is no JSON in UTF-8
     * @throws InvalidJobException when it is no object, or breaks a rule of job files
     */
    public static JobSpec parse(byte[] json) {
        return JobFile.parse(tree(json));
    }

    /**
     * Parses a document into a mapping with any keys.
     *
     * @throws JobSyntaxException when it is no JSON in UTF-8
     * @throws InvalidJobException when it is no object
     */
    public static Map<?, ?> tree(byte[] json) {
        JsonNode node;
        try {
            node = JsonText.tree(json);
        } catch (MalformedTextException e) {
            throw new JobSyntaxException(e);
        }
        if (!node.isObject()) {
            throw new InvalidJobException(
                    List.of(new Violation("", "bad-syntax", "line 1, column 1: a job file is an object")));
        }
        return ProtocolJson.strict().treeToValue(node, TREE);
    }
}
