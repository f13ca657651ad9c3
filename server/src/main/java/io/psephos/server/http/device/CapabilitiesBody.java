package io.psephos.server.http.device;

import io.psephos.protocol.Ids;
import io.psephos.server.security.Capabilities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON body with a client's capabilities.
 *
 * @param codecs scheme names; empty when it names none
 * @param maxParameters number of parameters of the largest model that it can train
 * @param regularizers names of regularizers; null when it does not say
 */
record CapabilitiesBody(
        List<String> codecs,
        Long maxParameters,
        @Nullable Boolean secureAggregation,
        @Nullable List<String> regularizers) {
    private static final int MAX_NAMES = 64;

    CapabilitiesBody(
            @Nullable List<String> codecs,
            @Nullable Long maxParameters,
            @Nullable Boolean secureAggregation,
            @Nullable List<String> regularizers) {
        this.codecs = codecs == null ? List.of() : codecs;
        this.maxParameters = maxParameters == null ? Long.MAX_VALUE : maxParameters;
        this.secureAggregation = secureAggregation;
        this.regularizers = regularizers;
        check("codecs", this.codecs, "scheme names");
        if (regularizers != null) {
            check("regularizers", regularizers, "names of regularizers");
        }
        if (this.maxParameters < 1) {
            throw new IllegalArgumentException("maxParameters must be >= 1, was " + maxParameters);
        }
    }

    static CapabilitiesBody unnamed() {
        return new CapabilitiesBody(null, null, null, null);
    }

    Capabilities stated() {
        return new Capabilities(codecs, maxParameters, regularizers);
    }

    private static void check(String member, List<String> names, String what) {
        if (names.size() > MAX_NAMES) {
            throw new IllegalArgumentException(member + " must be at most " + MAX_NAMES + ", were " + names.size());
        }
        names.forEach(name -> check(member, name, what));
    }

    private static void check(String member, @Nullable String name, String what) {
        if (name == null || !Ids.isValid(name)) {
            throw new IllegalArgumentException(member + " must be " + what);
        }
    }
}
