package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.json.ProtocolJson;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The schema of job files at work, by a validator that is not ours. */
final class Schemas {
    /** What a schema cannot say: bounds that depend on another key, and how long a duration is. */
    private static final Set<String> UNSPEAKABLE =
            Set.of("schedule.quorum out-of-range", "schedule.deadline out-of-range");

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(JobSchema.text(), InputFormat.JSON);

    private Schemas() {}

    /** What the schema has against a job file; nothing where it accepts it. */
    static List<String> errors(Map<?, ?> tree) {
        return SCHEMA.validate(ProtocolJson.strict().valueToTree(tree)).stream()
                .map(Error::toString)
                .toList();
    }

    /** Whether the schema refuses a job file. */
    static boolean refuses(Map<?, ?> tree) {
        return !errors(tree).isEmpty();
    }

    /**
     * Asserts that the schema says of a job file what the server says, as far as it can: it accepts what has no violation,
     * and refuses what has one that is of a single key.
     */
    static void assertAgree(String yaml, List<Violation> violations) {
        List<String> errors = errors(JobYaml.tree(yaml));
        if (violations.isEmpty()) {
            assertThat(errors).as("accepted: %s", yaml).isEmpty();
        } else if (violations.stream().anyMatch(Schemas::isSpeakable)) {
            assertThat(errors).as("refused: %s", yaml).isNotEmpty();
        }
    }

    private static boolean isSpeakable(Violation violation) {
        return !violation.code().equals("contradiction")
                && !UNSPEAKABLE.contains(violation.path() + " " + violation.code());
    }
}
