package io.psephos.simulation;

import io.psephos.protocol.Offer;
import java.util.concurrent.Callable;

/** The source of the frames that synthetic clients upload. */
@FunctionalInterface
public interface FrameSource {

    /**
     * Returns the frame for an offer.
     *
     * @param own the client's own work: it trains and encodes
     */
    byte[] frame(Offer offer, Callable<byte[]> own) throws Exception;
}
