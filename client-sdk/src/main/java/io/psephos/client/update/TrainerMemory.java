package io.psephos.client.update;

import io.psephos.protocol.state.NamedState;
import java.util.HashMap;
import java.util.Map;

/** The pieces under {@link ClientMemory#LOCAL}, under the names that trainers give them. */
public final class TrainerMemory {
    private static final String PREFIX = ClientMemory.LOCAL + "/";

    private TrainerMemory() {}

    /** What a trainer remembers, out of all that the client does. */
    public static NamedState of(NamedState memory) {
        Map<String, byte[]> pieces = new HashMap<>();
        ClientMemory.local(memory).bytes().forEach((name, bytes) -> pieces.put(name.substring(PREFIX.length()), bytes));
        return NamedState.of(pieces);
    }

    /**
     * The client's memory with what a trainer wants to remember.
     *
     * @throws IllegalArgumentException for a name that becomes too long
     */
    public static NamedState in(NamedState memory, NamedState trainers) {
        Map<String, byte[]> pieces = new HashMap<>();
        trainers.bytes().forEach((name, bytes) -> pieces.put(PREFIX + name, bytes));
        return memory.and(NamedState.of(pieces));
    }
}
