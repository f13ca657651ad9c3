package io.psephos.compression.sign;

import io.psephos.compression.Blocks;
import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.compression.ScaledSigns;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import java.util.Random;

@Row("scheme 3 scaled-sign")
final class ScaledSignCodecTest extends ScaledVotesCodecContract {

    @Override
    protected Codec codec() {
        return new ScaledSignCodec();
    }

    @Override
    Codec codec(ParameterLayout layout) {
        return new ScaledSignCodec(layout);
    }

    @Override
    Codec votesCodec() {
        return new SignCodec();
    }

    @Override
    Payload payload(Blocks blocks, Random random) {
        return new ScaledSigns(blocks, RandomVotes.signs(blocks.count(), random));
    }
}
