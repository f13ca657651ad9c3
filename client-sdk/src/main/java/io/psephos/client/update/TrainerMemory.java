package io.psephos.client.update;

import io.psephos.protocol.state.NamedState;
import java.util.HashMap;
import java.util.Map;

/** The translation between a trainer's names and those below {@link ClientMemory#LOCAL}. */
public final class TrainerMemory {
    private static final String PREFIX = ClientMemory.LOCAL + "/";

    private TrainerMemory() {}

    /** Returns the trainer's pieces of the client's memory. */
    public static NamedState of(NamedState memory) {
        Map<String, byte[]> pieces = new HashMap<>();
        ClientMemory.local(memory).bytes().forEach((name, bytes) -> pieces.put(name.substring(PREFIX.length()), bytes));
        return NamedState.of(pieces);
    }

    /**
     * Returns the client's memory with the trainer's pieces replaced.
     *
     * @throws IllegalArgumentException for a name that becomes too long
     */
    public static NamedState in(NamedState memory, NamedState trainers) {
        Map<String, byte[]> pieces = new HashMap<>();
        trainers.bytes().forEach((name, bytes) -> pieces.put(PREFIX + name, bytes));
        return memory.and(NamedState.of(pieces));
    }
}
