package io.psephos.server.storage;

import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.json.ProtocolJson;
import java.util.Map;
import tools.jackson.core.type.TypeReference;

/** The encoding of a job's specification in its column: the job file as JSON. */
final class SpecText {

    private SpecText() {}

    static String write(JobSpec spec) {
        return ProtocolJson.strict().writeValueAsString(JobFile.render(spec));
    }

    /** @param extensions that the spec may name; others are stood in for */
    static JobSpec read(String text, Extensions extensions) {
        return JobFile.restore(
                ProtocolJson.strict().readValue(text, new TypeReference<Map<String, Object>>() {}), extensions);
    }
}
