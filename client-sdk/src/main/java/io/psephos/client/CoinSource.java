package io.psephos.client;

import io.psephos.protocol.Offer;
import java.util.function.LongSupplier;

/** Where the coins of stochastic votes come from. Anything but the secure default is for tests and simulations only. */
@FunctionalInterface
public interface CoinSource {

    /** Seeds for the compressor of one offer. */
    LongSupplier seedsOf(Offer offer);
}
