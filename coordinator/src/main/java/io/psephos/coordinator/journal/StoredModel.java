package io.psephos.coordinator.journal;

import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.Safetensors;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of one version, which must not be written to. */
public record StoredModel(JobId job, long version, ParameterLayout layout, float[] parameters) {

    /** Returns the safetensors file for download. */
    public byte[] file() {
        return Safetensors.write(layout, parameters, metadata());
    }

    /** Returns the size of {@link #file} in bytes, without building it. */
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
