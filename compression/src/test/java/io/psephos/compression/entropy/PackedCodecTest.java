package io.psephos.compression.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonValue;
import io.psephos.compression.Allocation;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Dense;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.compression.Sparse;
import io.psephos.compression.dense.Float32Codec;
import io.psephos.compression.sign.SignCodec;
import io.psephos.compression.sparse.SparseCodec;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackedCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new PackedCodec(6, new SparseCodec());
    }

    /** Few distinct values in most of them, so that zstd pays. */
    @Override
    protected Payload payload(int count, Random random) {
        int[] indices =
                IntStream.range(0, count).filter(i -> random.nextInt(4) > 0).toArray();
        boolean coarse = random.nextInt(4) > 0;
        float[] values = new float[indices.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = coarse ? random.nextInt(3) - 1 : (float) random.nextGaussian();
        }
        return new Sparse(count, indices, values);
    }

    @Row("scheme 15 packed")
    @Test
    void whatDoesNotPayIsStored() {
        ByteBuffer bytes = new PackedCodec(1, new SignCodec()).encode(RandomVotes.signs(999, new Random(1)));
        assertThat(bytes.remaining()).isEqualTo(16 + 125);
        assertThat(Arrays.copyOf(bytes.array(), 16)).containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 125, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void whatPaysIsOneZstdFrame() {
        ByteBuffer bytes = new PackedCodec(0, new Float32Codec()).encode(new Dense(new float[999]));
        assertThat(bytes.remaining()).isLessThan(60);
        assertThat(Arrays.copyOf(bytes.array(), 20))
                .containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 0x9c, 0x0f, 0, 0, 0, 0, 0, 0, 0x28, 0xb5, 0x2f, 0xfd);
    }

    @Test
    void severalFramesAreReadAndOthersRefused() {
        Map<Integer, Codec> inside = Map.of(0, new Float32Codec(), 1, new SignCodec());
        Codec codec = new PackedCodec(inside, payload -> payload instanceof Dense ? 0 : 1);
        for (Payload payload : new Payload[] {new Dense(new float[] {1, 2, 3}), RandomVotes.signs(3, new Random(1))}) {
            assertThat(codec.decode(codec.encode(payload), 3).toDense()).containsExactly(payload.toDense());
        }
        ByteBuffer sparse = codec().encode(new Sparse(3, new int[0], new float[0]));
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec.decode(sparse, 3))
                .withMessageContaining("[0, 1], was 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PackedCodec(inside, payload -> 15).encode(new Dense(new float[3])))
                .withMessageContaining("was 15");
    }

    @Test
    void theOffsetNamesTheFault() {
        assertRefused(stored(9).put(0, (byte) 7), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(stored(9).put(1, (byte) 2), ProblemCode.MALFORMED_FRAME, 1);
        assertRefused(stored(9).put(3, (byte) 1), ProblemCode.MALFORMED_FRAME, 1);
        assertRefused(stored(9).put(7, (byte) 1), ProblemCode.MALFORMED_FRAME, 1);
        assertRefused(stored(9).putLong(8, 7), ProblemCode.WRONG_LENGTH, 8);
        assertRefused(stored(9).putLong(8, 54), ProblemCode.WRONG_LENGTH, 8);
        assertRefused(stored(9).putLong(8, -1), ProblemCode.WRONG_LENGTH, 8);
        assertRefused(stored(9).putLong(8, Long.MIN_VALUE), ProblemCode.WRONG_LENGTH, 8);
        assertRefused(stored(9).putLong(8, 12), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(stored(9).put(1, (byte) 1), ProblemCode.MALFORMED_FRAME, 16);
        assertRefused(stored(9).put(24, (byte) 9), ProblemCode.MALFORMED_FRAME, 24);
        assertRefused(stored(9).putFloat(25, Float.NaN), ProblemCode.NOT_FINITE, 25);
    }

    /** A fault of the payload inside is refused with its own code. */
    @Test
    void aFaultInsideKeepsItsCode() {
        float[] nan = new float[50];
        nan[49] = Float.NaN;
        ByteBuffer packed = new PackedCodec(0, new Float32Codec()).encode(new Dense(nan));
        assertThat(packed.get(1)).isEqualTo((byte) 1);
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> new PackedCodec(0, new Float32Codec()).decode(packed, 50))
                .withMessageContaining("at byte 196")
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ProblemCode.NOT_FINITE);
                    assertThat(fault.offset()).isEqualTo(16);
                });
    }

    /** A valid zstd frame that holds more or fewer bytes than stated. */
    @ParameterizedTest
    @ValueSource(ints = {-45, -5, -1, 1, 5, 45})
    void whatUnpacksToAnotherLengthIsRefused(int more) {
        ByteBuffer packed = packedSparse(5000);
        packed.putLong(8, packed.getLong(8) + more);
        assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> codec().decode(packed, 5000));
    }

    /** A kilobyte that would unpack to 16 MB is given room for what the update can have, and no more. */
    @Test
    void aBombGetsNoMoreRoomThanTheUpdateHas() {
        byte[] bomb = Zstd.pack(new byte[16_000_000]);
        assertThat(bomb.length).isLessThan(10_000);
        ByteBuffer bytes = ByteBuffer.allocate(16 + bomb.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 6).put((byte) 1).position(8).putLong(50_000).put(bomb).rewind();
        Codec codec = codec();
        Runnable attempt = () -> {
            try {
                codec.decode(bytes, 10_000);
            } catch (MalformedPayloadException fault) {
                return;
            }
            throw new AssertionError("the bomb was taken");
        };
        assertThat(Allocation.of(attempt)).isLessThan(50_000 + 400_000);
    }

    /** Of two frames in a row the first does not hold it all; the content size may not be left out. */
    @Test
    void theFrameSaysWhatItHolds() {
        byte[] half = Zstd.pack(new byte[200]);
        assertZerosRefused(packed(400, half, half));
        byte[] whole = Zstd.pack(new byte[400]);
        assertThat(new PackedCodec(0, new Float32Codec())
                        .decode(packed(400, whole), 100)
                        .count())
                .isEqualTo(100);
        assertThat(whole[4] & 0xe0)
                .as("a single segment, its size in two bytes")
                .isEqualTo(0x60);
        byte[] silent = new byte[whole.length - 1];
        System.arraycopy(whole, 0, silent, 0, 6);
        System.arraycopy(whole, 7, silent, 6, silent.length - 6);
        silent[4] &= 0x1f;
        silent[5] = 0;
        assertZerosRefused(packed(400, silent));
    }

    /** Where the library is not on the class path the frame is not known, and nothing else changes. */
    @Test
    void withoutZstdTheFrameIsNotKnown() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Class<?> type : List.of(PackedCodec.class, ProblemCode.class, JsonValue.class)) {
            urls.add(type.getProtectionDomain().getCodeSource().getLocation());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method available = loader.loadClass(PackedCodec.class.getName()).getMethod("isAvailable");
            assertThat(available.invoke(null)).isEqualTo(false);
            assertThat(PackedCodec.isAvailable()).isTrue();
            Method forFrame =
                    loader.loadClass("io.psephos.compression.builtin.Codecs").getMethod("forFrame", int.class);
            assertThat(forFrame.invoke(null, 6)).isNotNull();
            assertThatExceptionOfType(InvocationTargetException.class)
                    .isThrownBy(() -> forFrame.invoke(null, 15))
                    .withCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Enough to reach every part of a zstd frame: header, literals, tables, sequences, checksum. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutatedZstdGivesAValidPayloadOrTheTypedError(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 1000; run++) {
            int count = 100 + random.nextInt(800);
            ByteBuffer packed = packedSparse(count);
            byte[] bytes = Arrays.copyOf(packed.array(), packed.limit());
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                bytes[16 + random.nextInt(bytes.length - 16)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(decode(bytes, count).count()).isEqualTo(count);
            } catch (MalformedPayloadException refused) {
                assertThat(refused.offset()).isBetween(0L, (long) bytes.length);
            }
        }
    }

    /** Zeros for float32. */
    private static ByteBuffer packed(int length, byte[]... frames) {
        ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0).put((byte) 1).position(8).putLong(length);
        for (byte[] frame : frames) {
            bytes.put(frame);
        }
        return bytes.flip();
    }

    private ByteBuffer packedSparse(int count) {
        int[] indices = IntStream.range(0, count).filter(i -> i % 3 != 1).toArray();
        float[] values = new float[indices.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = k * k % 7;
        }
        ByteBuffer packed = codec().encode(new Sparse(count, indices, values)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(packed.get(1)).isEqualTo((byte) 1);
        return packed;
    }

    /** One coordinate of nine, stored. */
    private ByteBuffer stored(int count) {
        ByteBuffer bytes = codec().encode(new Sparse(count, new int[] {count - 1}, new float[] {1}));
        assertThat(bytes.get(1)).isZero();
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertZerosRefused(ByteBuffer bytes) {
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> new PackedCodec(0, new Float32Codec()).decode(bytes, 100))
                .satisfies(fault -> assertThat(fault.offset()).isEqualTo(8));
    }

    private void assertRefused(ByteBuffer bytes, ProblemCode code, int offset) {
        assertRefused(codec(), bytes, 9, code, offset);
    }
}
