package io.psephos.server.http.wire;

import io.psephos.server.problem.RefusedException;

/** The path whose refusals OAuth clients read too. */
public final class TokenEndpoint {
    public static final String PATH = "/api/v1/token";

    private TokenEndpoint() {}

    /** Returns the refusal with the member {@code error} of RFC 6749, unless it has one. */
    public static RefusedException withError(RefusedException refused) {
        return refused.members().containsKey("error")
                ? refused
                : refused.with("error", refused.code().status() == 401 ? "invalid_client" : "invalid_request");
    }
}
