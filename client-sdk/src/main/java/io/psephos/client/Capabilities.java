package io.psephos.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's capabilities, as enrolment states them.
 *
 * @param codecs names of schemes
 * @param maxParameters largest model it takes, or null for any
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Capabilities(List<String> codecs, @Nullable Long maxParameters) {
    Capabilities {
        codecs = List.copyOf(codecs);
        if (maxParameters != null && maxParameters < 1) {
            throw new IllegalArgumentException("max parameters must be >= 1, was " + maxParameters);
        }
    }

    boolean allow(int parameterCount) {
        return maxParameters == null || parameterCount <= maxParameters;
    }
}
