package io.psephos.server.storage;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.json.ProtocolJson;

/** A job's specification as the text of its column. */
final class SpecText {

    private SpecText() {}

    static String write(JobSpec spec) {
        return ProtocolJson.strict().writeValueAsString(spec);
    }

    static JobSpec read(String text) {
        return ProtocolJson.strict().readValue(text, JobSpec.class);
    }
}
