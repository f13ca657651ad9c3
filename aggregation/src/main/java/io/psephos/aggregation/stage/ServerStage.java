package io.psephos.aggregation.stage;

import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.state.NamedState;
import java.util.Map;
import java.util.Set;

/**
 * A stage on the server's way from a closed round to the next version. Stateless: what it remembers goes into the named
 * state under names of its own and comes back with the next round; an abandoned round leaves the state as it was.
 */
@FunctionalInterface
public interface ServerStage {

    /**
     * The result of the round after this stage; the same for the same arguments, whenever and wherever it is run. Only a
     * stage of {@link Slot#PRIVACY} draws from a secure source, which its factory was given: nothing of a round is released
     * before its commit, so that another draw after a crash releases nothing twice.
     *
     * @throws ArithmeticException where training has diverged; the job fails then
     */
    RoundResult apply(RoundResult result, RoundFacts facts);

    /** The slot in which it runs. */
    default Slot slot() {
        return Slot.AFTER;
    }

    /** The inputs that it asks for. */
    default Set<Need> needs() {
        return Set.of();
    }

    /**
     * The offer with this stage's additions for clients.
     *
     * @param state that belongs to the newest version
     * @param published rounds published until now
     */
    default Offer offered(Offer offer, NamedState state, long published) {
        return offer;
    }

    /** Names of the artefacts that it may publish with a version. */
    default Set<String> publishes() {
        return Set.of();
    }

    /** The artefacts that clients may send beside their updates, by name, with their tensors. */
    default Map<String, ParameterLayout> takes() {
        return Map.of();
    }

    /**
     * Whether a piece of its state also stands for clients' memories. It is kept when a model is set back, and dropped
     * when a client has lost its memory.
     */
    default boolean isSharedWithClients(String piece) {
        return false;
    }
}
