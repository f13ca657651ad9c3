package io.psephos.client.update;

import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;

/**
 * A client's named memory of its jobs, kept between updates: {@link #CODEC}, {@link #CONTROL} and names below it, and
 * names below {@link #LOCAL}. The first two follow the status of updates; local pieces are kept whatever the status.
 */
public interface ClientMemory {
    /** Name of the codec's vector: the residual, the momentum or DIANA's h. */
    String CODEC = "codec";

    /** Name of the client's control variate. */
    String CONTROL = "control";

    /** Prefix of the trainer's pieces. */
    String LOCAL = "local";

    /** Returns the current memory; empty at first. */
    NamedState current(JobId job);

    /**
     * Stores the memory that an update leaves, before the update is sent: pieces of {@link #CODEC} and {@link #CONTROL}
     * until the update's status decides about them, those below {@link #LOCAL} at once, replacing all earlier ones.
     *
     * @throws IllegalArgumentException for another name
     */
    void keep(AssignedUpdate update, NamedState next);

    /**
     * Applies an update's status: the memory of an accepted update becomes current, unless that update is discarded
     * later; the memory of a refused update is dropped.
     */
    void became(AssignedUpdate update, Fate fate);

    /** Returns a memory that is lost with the process. */
    static ClientMemory inProcess() {
        return new TransientMemory();
    }

    /** Returns the local pieces, which do not follow the status of updates. */
    static NamedState local(NamedState memory) {
        return memory.only(ClientMemory::isLocal);
    }

    /**
     * Returns the pieces that follow the status of updates.
     *
     * @throws IllegalArgumentException for a piece that is none of the three
     */
    static NamedState following(NamedState memory) {
        NamedState following = memory.only(name -> !isLocal(name));
        for (String name : following.names()) {
            if (!name.equals(CODEC) && !name.equals(CONTROL) && !name.startsWith(CONTROL + "/")) {
                throw new IllegalArgumentException("clients remember " + CODEC + ", " + CONTROL + "[/...] and " + LOCAL
                        + "/..., was '" + name + "'");
            }
        }
        return following;
    }

    private static boolean isLocal(String name) {
        return name.startsWith(LOCAL + "/");
    }
}
