package io.psephos.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.psephos.protocol.Regularizer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's capabilities, as enrolment states them.
 *
 * @param codecs names of schemes
 * @param maxParameters largest model it takes, or null for any
 * @param regularizers names of those that its trainer knows; null where they are those that are assumed, since older
 *     servers refuse members that they do not know
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Capabilities(
        List<String> codecs,
        @Nullable Long maxParameters,
        @Nullable List<String> regularizers) {
    Capabilities {
        codecs = List.copyOf(codecs);
        regularizers = regularizers == null || Regularizer.ASSUMED.equals(Set.copyOf(regularizers))
                ? null
                : regularizers.stream().distinct().sorted().toList();
        if (maxParameters != null && maxParameters < 1) {
            throw new IllegalArgumentException("max parameters must be >= 1, was " + maxParameters);
        }
    }

    /** Capabilities of a trainer that knows the regularizers that are assumed. */
    Capabilities(List<String> codecs, @Nullable Long maxParameters) {
        this(codecs, maxParameters, null);
    }

    Collection<String> knownRegularizers() {
        return regularizers == null ? Regularizer.ASSUMED : regularizers;
    }

    boolean allow(int parameterCount) {
        return maxParameters == null || parameterCount <= maxParameters;
    }
}
