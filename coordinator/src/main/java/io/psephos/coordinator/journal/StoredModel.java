package io.psephos.coordinator.journal;

import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.model.Safetensors;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of one version, which must not be written to.
 *
 * @param carried tensors that the user's file had beside them, the same in every version of a job
 */
public record StoredModel(JobId job, long version, ParameterLayout layout, float[] parameters, CarriedTensors carried) {
    /** The piece of a job's named state that holds its carried tensors as a safetensors file. */
    public static final String CARRIED = "model/carried";

    /** Creates a version without carried tensors. */
    public StoredModel(JobId job, long version, ParameterLayout layout, float[] parameters) {
        this(job, version, layout, parameters, CarriedTensors.NONE);
    }

    /** Returns the same version with carried tensors. */
    public StoredModel carrying(CarriedTensors tensors) {
        return new StoredModel(job, version, layout, parameters, tensors);
    }

    /** Returns the safetensors file for download. */
    public byte[] file() {
        return Safetensors.write(layout, parameters, carried, metadata());
    }

    /** Returns the size of {@link #file} in bytes, without building it. */
    public long fileBytes() {
        return Safetensors.length(layout, carried, metadata());
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("job", job.value());
        metadata.put("version", Long.toString(version));
        return metadata;
    }
}
