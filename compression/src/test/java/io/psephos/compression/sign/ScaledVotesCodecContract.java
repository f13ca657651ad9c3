package io.psephos.compression.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Allocation;
import io.psephos.compression.Blocks;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Layouts;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What codecs of votes with a scale for each block promise, whatever a vote may be. */
abstract class ScaledVotesCodecContract extends CodecContract {

    /** The codec of a job whose model has these tensors. */
    abstract Codec codec(ParameterLayout layout);

    /** The codec of the votes alone. */
    abstract Codec votesCodec();

    abstract Payload payload(Blocks blocks, Random random);

    @Override
    protected Payload payload(int count, Random random) {
        return payload(RandomVotes.blocks(count, random), random);
    }

    @Test
    void aLayoutFixesTheLength() {
        Codec codec = codec(Layouts.of(3, 5));
        long votes = votesCodec().lengthOf(8).max();
        assertThat(codec.lengthOf(8)).isEqualTo(Codec.PayloadLength.exactly(4 + 2 * 12 + votes));
        assertThat(codec().lengthOf(8)).isEqualTo(new Codec.PayloadLength(4 + 12 + votes, 4 + 8 * 12 + votes));
    }

    @Test
    void aLayoutTakesItsTensorsAlone() {
        Codec codec = codec(Layouts.of(3, 5));
        assertThat(codec.decode(encoded(3, 5), 8).count()).isEqualTo(8);
        assertRefused(codec, encoded(5, 3), ProblemCode.MALFORMED_FRAME, 4);
        assertRefused(codec, encoded(8), ProblemCode.WRONG_LENGTH, -1);
        assertRefused(codec, encoded(3, 4, 1), ProblemCode.WRONG_LENGTH, -1);
    }

    @Test
    void theOffsetNamesTheFault() {
        assertRefused(codec(), encoded(3, 5).putFloat(12, -1), ProblemCode.MALFORMED_FRAME, 12);
        assertRefused(codec(), encoded(3, 5).putFloat(24, Float.NaN), ProblemCode.NOT_FINITE, 24);
        assertRefused(codec(), encoded(3, 5).putLong(16, 6), ProblemCode.MALFORMED_FRAME, 16);
        assertRefused(codec(), encoded(3, 5).putLong(16, -1), ProblemCode.MALFORMED_FRAME, 16);
        assertRefused(codec(), encoded(3, 5).putInt(0, -1), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(codec(), encoded(3, 5).putLong(16, 4), ProblemCode.MALFORMED_FRAME, 0);
    }

    /** As many blocks as the payload could hold at most, none of them good. */
    @Test
    void aLyingNumberOfBlocksAllocatesNothingOfItsSize() {
        ByteBuffer bytes =
                ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 5000);
        Runnable attempt = () -> assertRefused(codec(), bytes, ProblemCode.MALFORMED_FRAME, 0);
        assertThat(Allocation.of(attempt)).isLessThan(4096);
    }

    private ByteBuffer encoded(int... lengths) {
        return codec().encode(payload(new Blocks(lengths, new float[lengths.length]), new Random(1)));
    }

    private static void assertRefused(Codec codec, ByteBuffer bytes, ProblemCode code, long offset) {
        try {
            codec.decode(bytes, bytes.limit() > 100 ? bytes.limit() : 8);
        } catch (MalformedPayloadException fault) {
            assertThat(fault.code()).isEqualTo(code);
            if (offset >= 0) {
                assertThat(fault.offset()).isEqualTo(offset);
            }
            return;
        }
        throw new AssertionError("the payload was taken");
    }
}
