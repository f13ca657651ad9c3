package io.psephos.aggregation.stage;

import io.psephos.compression.Dense;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;

/**
 * DIANA at the server (Mishchenko, Gorbunov, Takáč and Richtárik, 2019): clients send quantized differences to their
 * memories, and the mean of the memories is known here. The direction is ĝ = h + mean of differences, and then h ← h +
 * α · mean of differences. Needs the update of every client in every round.
 */
public final class DifferenceShift implements ServerStage {
    /** The name of h, the mean of the clients' memories; absent for zeros. */
    public static final String SHIFT = "diana/h";

    private final double alpha;

    /** @param alpha the clients' own */
    public DifferenceShift(double alpha) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha must be >= 0 and <= 1, was " + alpha);
        }
        this.alpha = alpha;
    }

    @Override
    public Slot slot() {
        return Slot.AGGREGATE;
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        float[] mean = result.direction().toDense();
        float[] before = result.state().floats(SHIFT).orElseGet(() -> new float[mean.length]);
        float[] direction = new float[mean.length];
        float[] after = new float[mean.length];
        float share = (float) alpha;
        for (int i = 0; i < mean.length; i++) {
            direction[i] = before[i] + mean[i];
            float moved = share * mean[i];
            after[i] = before[i] + moved;
        }
        return result.toward(new Dense(direction)).remembering(result.state().with(SHIFT, after));
    }

    /** The offer, which resets clients' memories where nothing is remembered here; at version 0 no client has one. */
    @Override
    public Offer offered(Offer offer, NamedState state, long published) {
        Offer.Codec codec = offer.codec().with(CodecOption.ALPHA, alpha);
        boolean isForgotten = !state.has(SHIFT) && offer.modelVersion() > 0;
        return offer.with(isForgotten ? codec.afresh() : codec);
    }

    @Override
    public boolean isSharedWithClients(String piece) {
        return piece.equals(SHIFT);
    }
}
