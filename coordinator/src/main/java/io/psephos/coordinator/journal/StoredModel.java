package io.psephos.coordinator.journal;

import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.Safetensors;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of one version; nobody writes to them. */
public record StoredModel(JobId job, long version, ParameterLayout layout, float[] parameters) {

    /** The safetensors file that is downloaded. */
    public byte[] file() {
        return Safetensors.write(layout, parameters, metadata());
    }

    /** Bytes of {@link #file}, without making it. */
    public long fileBytes() {
        return Safetensors.length(layout, metadata());
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("job", job.value());
        metadata.put("version", Long.toString(version));
        return metadata;
    }
}
