package io.psephos.aggregation.stage;

import io.psephos.compression.Norm;
import io.psephos.compression.quantized.DynamicBits;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.util.Map;

/**
 * The stage of DQ-SGD with server-side choice (Yan et al., 2021): the norm of the newest aggregate gives the levels of
 * the next updates.
 */
public final class LevelChoice implements ServerStage {
    /** The name of the levels in the offers for the newest version; absent before the first aggregate. */
    public static final String LEVELS = "offer/levels";

    private final DynamicBits bits;

    public LevelChoice(DynamicBits bits) {
        this.bits = bits;
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        float[] direction = facts.aggregate().direction().toDense();
        int levels = levels(facts.published() + 1, Norm.L2.of(direction, 0, direction.length));
        return result.remembering(result.state().with(LEVELS, levels));
    }

    @Override
    public Offer offered(Offer offer, NamedState state, long published) {
        int levels = (int) state.number(LEVELS, 0);
        return offer.with(offer.codec()
                .withOptions(Map.of(CodecOption.LEVELS.word(), levels > 0 ? levels : levels(published, 1))));
    }

    private int levels(long published, double norm) {
        return DynamicBits.levels(bits.bits(published, norm));
    }
}
