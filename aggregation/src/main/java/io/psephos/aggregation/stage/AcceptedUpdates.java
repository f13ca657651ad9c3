package io.psephos.aggregation.stage;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.protocol.model.Artefact;
import java.util.Map;
import java.util.function.Consumer;

/** The accepted updates of a closed round, one after another in the order of acceptance; each call reads them again. */
@FunctionalInterface
public interface AcceptedUpdates {

    /** Hands each to the reader; none is kept. */
    void forEach(Consumer<Accepted> reader);

    /**
     * An update that counts.
     *
     * @param artefacts that its client sent beside it, by name
     */
    record Accepted(ClientUpdate update, Map<String, Artefact> artefacts) {}

    /** Of a round none of whose stages asks for single updates. */
    static AcceptedUpdates hidden() {
        return reader -> {
            throw new IllegalStateException("no stage of the job asks for single updates");
        };
    }
}
