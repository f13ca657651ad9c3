package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;

/** The parser of model versions in paths. */
public final class ModelVersions {
    private ModelVersions() {}

    /** Returns the version's number; refuses other text as not found. */
    public static long number(String version) {
        if (version.matches("0|[1-9][0-9]{0,15}")) {
            return Long.parseLong(version);
        }
        throw RefusedException.of(ProblemCode.NOT_FOUND, "there is no such version", version);
    }
}
