package io.psephos.client.update;

import io.psephos.protocol.state.NamedState;
import java.util.HashMap;
import java.util.Map;

/**
 * The translation between a trainer's names and those of the client's memory: what the trainer keeps stands below
 * {@link ClientMemory#LOCAL}, and {@link ClientMemory#CONTROL} it may read, but only the pipeline moves.
 */
public final class TrainerMemory {
    private static final String PREFIX = ClientMemory.LOCAL + "/";

    private TrainerMemory() {}

    /** Returns the trainer's pieces of the client's memory. */
    public static NamedState of(NamedState memory) {
        Map<String, byte[]> pieces = new HashMap<>();
        ClientMemory.local(memory).bytes().forEach((name, bytes) -> pieces.put(name.substring(PREFIX.length()), bytes));
        return NamedState.of(pieces).and(memory.only(TrainerMemory::isControl));
    }

    private static boolean isControl(String name) {
        return name.equals(ClientMemory.CONTROL) || name.startsWith(ClientMemory.CONTROL + "/");
    }

    /**
     * Returns the client's memory with the trainer's pieces replaced; control variates stay as the pipeline left them.
     *
     * @throws IllegalArgumentException for a name that becomes too long
     */
    public static NamedState in(NamedState memory, NamedState trainers) {
        Map<String, byte[]> pieces = new HashMap<>();
        trainers.only(name -> !isControl(name)).bytes().forEach((name, bytes) -> pieces.put(PREFIX + name, bytes));
        return memory.and(NamedState.of(pieces));
    }
}
