package io.psephos.aggregation.stage;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.protocol.model.Artefact;
import java.util.Map;
import java.util.function.Consumer;

/** The accepted updates of a closed round, one after another in the order of acceptance; each call reads them again. */
@FunctionalInterface
public interface AcceptedUpdates {

    /** Passes each update to the reader; none is kept. */
    void forEach(Consumer<Accepted> reader);

    /**
     * An accepted update and what was sent with it.
     *
     * @param artefacts that its client sent beside it, by name
     */
    record Accepted(ClientUpdate update, Map<String, Artefact> artefacts) {}

    /** Updates that no stage may read, of a round none of whose stages asks for them. */
    static AcceptedUpdates hidden() {
        return reader -> {
            throw new IllegalStateException("no stage of the job asks for single updates");
        };
    }
}
