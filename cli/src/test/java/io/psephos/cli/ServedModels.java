package io.psephos.cli;

import io.psephos.learning.net.Nets;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.model.ModelDigest;
import io.psephos.protocol.model.Safetensors;

/** Access to the models of a server. */
final class ServedModels {
    private ServedModels() {}

    /** Digest of the newest version, computed from the download. */
    static String digest(OperatorApi operator, String job, JobSpec spec) {
        byte[] file = operator.bytes("/api/v1/jobs/" + job + "/models/latest");
        return ModelDigest.hex(
                Safetensors.read(file, Nets.byName(spec.model()).orElseThrow().layout()));
    }
}
