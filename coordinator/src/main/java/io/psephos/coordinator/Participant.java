package io.psephos.coordinator;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.Regularizer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client as rounds see it: its identity, group and capabilities.
 *
 * @param name the name that its enrolment token fixed, if any; rosters list these
 * @param codecs scheme names that it can send
 * @param maxParameters largest model that it can train
 * @param regularizers names of the regularizers that its training knows
 */
public record Participant(
        ClientId id,
        String group,
        @Nullable String name,
        Set<String> codecs,
        long maxParameters,
        Set<String> regularizers) {

    /** A client that does not say which regularizers it knows. */
    public Participant(ClientId id, String group, @Nullable String name, Set<String> codecs, long maxParameters) {
        this(id, group, name, codecs, maxParameters, Regularizer.ASSUMED);
    }
}
