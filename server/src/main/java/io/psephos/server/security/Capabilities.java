package io.psephos.server.security;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's capabilities, as it stated them.
 *
 * @param codecs scheme names; empty when it named none
 * @param maxParameters number of parameters of the largest model that it can train
 * @param regularizers names of regularizers; null when it does not say
 */
public record Capabilities(
        List<String> codecs, long maxParameters, @Nullable List<String> regularizers) {
    public Capabilities {
        codecs = List.copyOf(codecs);
        regularizers = regularizers == null ? null : List.copyOf(regularizers);
    }
}
