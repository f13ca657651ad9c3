package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;

/** Model versions as paths have them. */
public final class ModelVersions {
    private ModelVersions() {}

    /** The version's number; what is none names nothing. */
    public static long number(String version) {
        if (version.matches("0|[1-9][0-9]{0,15}")) {
            return Long.parseLong(version);
        }
        throw RefusedException.of(ProblemCode.NOT_FOUND, "there is no such version", version);
    }
}
