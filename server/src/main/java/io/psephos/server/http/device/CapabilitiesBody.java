package io.psephos.server.http.device;

import io.psephos.protocol.Ids;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON body with a client's capabilities.
 *
 * @param codecs scheme names; empty when it names none
 * @param maxParameters number of parameters of the largest model that it can train
 */
record CapabilitiesBody(
        List<String> codecs, Long maxParameters, @Nullable Boolean secureAggregation) {
    private static final int MAX_CODECS = 64;

    CapabilitiesBody(@Nullable List<String> codecs, @Nullable Long maxParameters, @Nullable Boolean secureAggregation) {
        this.codecs = codecs == null ? List.of() : codecs;
        this.maxParameters = maxParameters == null ? Long.MAX_VALUE : maxParameters;
        this.secureAggregation = secureAggregation;
        if (this.codecs.size() > MAX_CODECS) {
            throw new IllegalArgumentException("codecs must be at most " + MAX_CODECS + ", were " + this.codecs.size());
        }
        this.codecs.forEach(CapabilitiesBody::checkCodec);
        if (this.maxParameters < 1) {
            throw new IllegalArgumentException("maxParameters must be >= 1, was " + maxParameters);
        }
    }

    static CapabilitiesBody unnamed() {
        return new CapabilitiesBody(null, null, null);
    }

    private static void checkCodec(@Nullable String scheme) {
        if (scheme == null || !Ids.isValid(scheme)) {
            throw new IllegalArgumentException("codecs must be scheme names");
        }
    }
}
