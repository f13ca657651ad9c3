package io.psephos.compression.sign;

import io.psephos.compression.Blocks;
import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.compression.ScaledTernary;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import java.util.Random;

@Row("scheme 7 scaled-ternary")
final class ScaledTernaryCodecTest extends ScaledVotesCodecContract {

    @Override
    protected Codec codec() {
        return new ScaledTernaryCodec();
    }

    @Override
    Codec codec(ParameterLayout layout) {
        return new ScaledTernaryCodec(layout);
    }

    @Override
    Codec votesCodec() {
        return new TernaryCodec();
    }

    @Override
    Payload payload(Blocks blocks, Random random) {
        return new ScaledTernary(blocks, RandomVotes.ternary(blocks.count(), random));
    }
}
