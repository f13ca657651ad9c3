package io.psephos.client;

import io.psephos.protocol.Offer;
import java.util.function.LongSupplier;

/** The source of random seeds for stochastic compression. Replace the secure default in tests and simulations only. */
@FunctionalInterface
public interface CoinSource {

    /** Returns the seeds for the compressor of one offer. */
    LongSupplier seedsOf(Offer offer);
}
