package io.psephos.simulation;

import io.psephos.protocol.Offer;
import java.util.concurrent.CompletableFuture;

/** What does the work of synthetic clients: offers of a version in, frames out. */
interface ClientRunner {

    /**
     * Starts a client's work on its offer.
     *
     * @param version what the offer's links lead to, the same for all offers of a version
     * @return the frame to upload; one that is cancelled before its work has begun is not begun any more
     */
    CompletableFuture<byte[]> run(int position, Offer offer, OfferedVersion version);
}
