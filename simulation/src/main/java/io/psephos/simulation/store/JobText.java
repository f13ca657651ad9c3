package io.psephos.simulation.store;

import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.json.ProtocolJson;
import tools.jackson.databind.SerializationFeature;

/** A job file as one text, the same for jobs that are the same. */
public final class JobText {
    private JobText() {}

    /** Returns the job with every key written out, in JSON with keys in order. */
    public static String of(JobSpec spec) {
        return ProtocolJson.strict()
                .writer()
                .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(JobFile.render(spec));
    }
}
