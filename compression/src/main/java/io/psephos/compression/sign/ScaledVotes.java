package io.psephos.compression.sign;

import io.psephos.compression.Blocks;
import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ParameterLayout;

/**
 * A compressor to scaled ternary votes: (‖x‖₁/n) · sign(x) for each tensor of n coordinates, where zero stays zero.
 * Signs where no coordinate is zero, else ternary votes.
 */
public final class ScaledVotes implements Compressor {
    private final int[] lengths;

    public ScaledVotes(ParameterLayout layout) {
        this.lengths = Blocks.lengths(layout);
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        return scaled(MeanMagnitude.blocks(lengths, update), TernarySign.votes(update, 0));
    }

    /** The votes times their scales, in one bit where no vote is zero. */
    public static Payload scaled(Blocks blocks, Ternary votes) {
        return votes.isDecided()
                ? new ScaledSigns(blocks, new Signs(votes.count(), votes.plus()))
                : new ScaledTernary(blocks, votes);
    }
}
