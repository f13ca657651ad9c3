package io.psephos.client.update;

import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;

/**
 * What one client remembers of its jobs from update to update, by name: {@link #CODEC}, {@link #CONTROL} and below, and
 * below {@link #LOCAL}. The first two follow the fates of updates; what is local is kept whatever becomes of an update.
 */
public interface ClientMemory {
    /** One vector, whose meaning is the codec's: residual, momentum, DIANA's h. */
    String CODEC = "codec";

    /** The client's control variate. */
    String CONTROL = "control";

    /** What trainers remember. */
    String LOCAL = "local";

    /** What counts now; nothing at first. */
    NamedState current(JobId job);

    /**
     * Keeps, before the update is sent, what it leaves behind: pieces of {@link #CODEC} and {@link #CONTROL} until it is
     * known whether they are to count, those below {@link #LOCAL} from now on, in the place of all before.
     *
     * @throws IllegalArgumentException for another name
     */
    void keep(AssignedUpdate update, NamedState next);

    /**
     * Takes note of what became of an update: what one left that was accepted counts, until that one is discarded; what
     * one left that was refused is forgotten.
     */
    void became(AssignedUpdate update, Fate fate);

    /** A memory that ends with the process. */
    static ClientMemory inProcess() {
        return new TransientMemory();
    }

    /** The pieces that do not follow the fates of updates. */
    static NamedState local(NamedState memory) {
        return memory.only(ClientMemory::isLocal);
    }

    /**
     * The pieces that follow the fates of updates.
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
