package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every codec promises; an implementation is one subclass. */
public abstract class CodecContract {

    protected abstract Codec codec();

    /** A random payload that the codec encodes. */
    protected abstract Payload payload(int count, Random random);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 4095, 4097})
    void decodesWhatItEncodes(int count) {
        Payload payload = payload(count, new Random(count));
        Payload decoded = codec().decode(codec().encode(payload), count);
        assertThat(decoded).hasSameClassAs(payload);
        assertThat(decoded.count()).isEqualTo(count);
        assertThat(decoded.toDense()).containsExactly(payload.toDense());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 63, 64, 65, 1000})
    void encodedLengthIsWithinTheStatedOne(int count) {
        Codec.PayloadLength length = codec().lengthOf(count);
        assertThat((long) codec().encode(payload(count, new Random(1))).remaining())
                .isBetween(length.min(), length.max());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 64, 65, 333})
    void everyTruncationAndEveryExtensionIsRefused(int count) {
        byte[] bytes = encoded(count, new Random(2));
        for (int length = 0; length <= bytes.length + 9; length++) {
            byte[] damaged = Arrays.copyOf(bytes, length);
            if (length == bytes.length) {
                assertThat(decode(damaged, count)).isNotNull();
            } else {
                assertThatExceptionOfType(MalformedPayloadException.class)
                        .isThrownBy(() -> decode(damaged, count))
                        .satisfies(fault -> {
                            assertThat(fault.code()).isIn(ProblemCode.WRONG_LENGTH, ProblemCode.MALFORMED_FRAME);
                            assertThat(fault.offset()).isBetween(0L, (long) damaged.length);
                        });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 65})
    void everyFlippedBitGivesAValidPayloadOrTheTypedError(int count) {
        byte[] bytes = encoded(count, new Random(3));
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertValidOrTyped(damaged, count);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void mutationsGiveAValidPayloadOrTheTypedError(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 4000; run++) {
            int count = 1 + random.nextInt(100);
            byte[] bytes = encoded(count, random);
            assertValidOrTyped(mutated(bytes, random), random.nextInt(8) == 0 ? 1 + random.nextInt(100) : count);
        }
    }

    @Test
    void readsFromPositionToLimitWhateverTheBuffersOrder() {
        byte[] bytes = encoded(77, new Random(4));
        ByteBuffer framed = ByteBuffer.allocate(bytes.length + 11).order(ByteOrder.BIG_ENDIAN);
        framed.position(5).put(bytes).flip().position(5);
        assertThat(codec().decode(framed, 77).toDense())
                .containsExactly(decode(bytes, 77).toDense());
        assertThat(codec().decode(framed.asReadOnlyBuffer(), 77).toDense())
                .containsExactly(decode(bytes, 77).toDense());
    }

    @Test
    void leavesRoomForAHeader() {
        Payload payload = payload(77, new Random(4));

        ByteBuffer bytes = codec().encode(payload, 13);

        assertThat(bytes.position()).isEqualTo(13);
        assertThat(bytes.limit()).isEqualTo(bytes.array().length);
        byte[] behind = new byte[bytes.remaining()];
        bytes.get(behind);
        assertThat(behind).containsExactly(encoded(77, new Random(4)));
    }

    @Test
    void aLyingLengthAllocatesNothingOfItsSize() {
        byte[] bytes = new byte[3];
        Runnable attempt = () -> assertRefused(bytes, 400_000_000);
        assertThat(Allocation.of(attempt)).isLessThan(Allocation.of(() -> assertRefused(bytes, 100)) + 64);
    }

    @Test
    void refusesAPayloadOfAnotherKind() {
        Payload other =
                payload(64, new Random(5)) instanceof Dense ? new Signs(64, new long[1]) : new Dense(new float[64]);
        assertThatThrownBy(() -> codec().encode(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(other.getClass().getSimpleName());
    }

    protected final Payload decode(byte[] bytes, int count) {
        return codec().decode(ByteBuffer.wrap(bytes), count);
    }

    protected final byte[] encoded(int count, Random random) {
        ByteBuffer buffer = codec().encode(payload(count, random));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Asserts the code of the refusal and the offset of its fault. */
    protected static void assertRefused(Codec codec, ByteBuffer bytes, int count, ProblemCode code, long offset) {
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec.decode(bytes, count))
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(code);
                    assertThat(fault.offset()).isEqualTo(offset);
                });
    }

    private void assertRefused(byte[] bytes, int count) {
        try {
            decode(bytes, count);
        } catch (MalformedPayloadException expected) {
            return;
        }
        throw new AssertionError("3 bytes were taken for " + count + " coordinates");
    }

    private void assertValidOrTyped(byte[] bytes, int count) {
        Payload payload;
        try {
            payload = decode(bytes, count);
        } catch (MalformedPayloadException refused) {
            assertThat(refused.offset()).isBetween(0L, (long) bytes.length);
            return;
        }
        assertThat(payload.count()).isEqualTo(count);
        for (float value : payload.toDense()) {
            assertThat(Float.isFinite(value)).isTrue();
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutated = random.nextInt(4) == 0
                ? Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(5) - 2))
                : bytes.clone();
        for (int i = random.nextInt(4); i > 0 && mutated.length > 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
        }
        return mutated;
    }
}
