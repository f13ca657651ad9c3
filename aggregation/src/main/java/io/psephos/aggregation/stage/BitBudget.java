package io.psephos.aggregation.stage;

import io.psephos.compression.quantized.DynamicBits;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.util.Map;

/**
 * The stage of DQ-SGD with client-side choice (Yan et al., 2021): each client finds its levels by the budget of the
 * round.
 */
public final class BitBudget implements ServerStage {
    private final DynamicBits bits;

    public BitBudget(DynamicBits bits) {
        this.bits = bits;
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        return result;
    }

    /** The offer with the round's budget, kept within what offers allow: from one bit to the most there are. */
    @Override
    public Offer offered(Offer offer, NamedState state, long published) {
        double budget = Math.max(CodecOption.BUDGET.min(), Math.min(CodecOption.BUDGET.max(), bits.budget(published)));
        return offer.with(offer.codec().withOptions(Map.of(CodecOption.BUDGET.word(), budget)));
    }
}
