package io.psephos.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpdateFrameTest {
    private static final FrameHeader HEADER = new FrameHeader(1, 5, 9, 10);
    private static final UpdateFrame.Expected EXPECTED = new UpdateFrame.Expected(1, 5, 9, 2, 2, 1000);
    private static final byte[] PAYLOAD = {0x5a, 1};

    /** Written by a program that knows the protocol's text only. */
    private static final String GOLDEN =
            "505350480101000005000000000000000900000000000000" + "0a000000000000000200000000000000";

    @Row({
        "offset 0",
        "offset 4",
        "offset 5",
        "offset 6",
        "offset 8",
        "offset 16",
        "offset 24",
        "offset 32",
        "offset 44",
        "offset 48"
    })
    @Test
    void bytesStandWhereTheProtocolPutsThem() {
        byte[] frame = frame();
        assertThat(frame).hasSize(FrameHeader.BYTES + 2);
        assertThat(HexFormat.of().formatHex(frame, 0, 40)).isEqualTo(GOLDEN);
        assertThat(HexFormat.of().formatHex(frame, 44, 50)).isEqualTo("000000005a01");
    }

    @Row("offset 40")
    @Test
    void theChecksumIsCastagnolis() {
        CRC32C crc = new CRC32C();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(crc.getValue()).isEqualTo(0xE3069283L);
        byte[] frame = frame();
        crc.reset();
        crc.update(frame, 0, 40);
        crc.update(frame, 48, 2);
        assertThat(buffer(frame).getInt(40)).isEqualTo((int) crc.getValue());
    }

    @Test
    void whatWasWrappedIsFoundAgain() {
        ByteBuffer payload = UpdateFrame.payload(frame(), EXPECTED);
        assertThat(payload.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(payload).isEqualTo(ByteBuffer.wrap(PAYLOAD));
        assertThat(UpdateFrame.header(frame())).isEqualTo(HEADER);
    }

    @Test
    void wrappingLeavesThePayloadBufferAsItWas() {
        ByteBuffer payload =
                ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
        byte[] frame = UpdateFrame.wrap(HEADER, payload);
        assertThat(payload.position()).isEqualTo(1);
        assertThat(Arrays.copyOfRange(frame, 48, 50)).containsExactly(1, 2);
    }

    @Row({
        "offset 0",
        "offset 4",
        "offset 5",
        "offset 6",
        "offset 8",
        "offset 16",
        "offset 24",
        "offset 32",
        "offset 44",
        "422 malformed-frame",
        "422 unsupported-version",
        "422 wrong-scheme",
        "422 wrong-length",
        "422 wrong-base",
        "422 examples-out-of-range"
    })
    @ParameterizedTest
    @CsvSource({
        "0, 81, malformed-frame, 0",
        "4, 2, unsupported-version, 4",
        "5, 0, wrong-scheme, 5",
        "6, 1, malformed-frame, 6",
        "7, 128, malformed-frame, 6",
        "8, 6, wrong-base, 8",
        "16, 8, wrong-length, 16",
        "23, 64, wrong-length, 16",
        "25, 255, examples-out-of-range, 24",
        "31, 128, examples-out-of-range, 24",
        "32, 3, wrong-length, 32",
        "39, 64, wrong-length, 32",
        "44, 1, malformed-frame, 44",
        "47, 1, malformed-frame, 44"
    })
    void everyFieldIsChecked(int position, int value, String code, long offset) {
        byte[] frame = frame();
        frame[position] = (byte) value;
        assertRefused(sealed(frame), code, offset);
    }

    @Row({"offset 40", "422 bad-checksum"})
    @ParameterizedTest
    @CsvSource({"40", "43", "48", "49"})
    void theChecksumIsChecked(int position) {
        byte[] frame = frame();
        frame[position] ^= 1;
        assertRefused(frame, "bad-checksum", 40);
    }

    @Row({"offset 48", "422 wrong-length"})
    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < frame().length; length++) {
            byte[] frame = Arrays.copyOf(frame(), length);
            assertRefused(frame, length < 48 ? "malformed-frame" : "wrong-length", length < 48 ? length : 32);
        }
        assertRefused(Arrays.copyOf(frame(), 51), "wrong-length", 32);
    }

    @Test
    void aPayloadOutsideTheCodecsLengthsIsRefused() {
        byte[] frame = UpdateFrame.wrap(HEADER, ByteBuffer.allocate(3));
        assertRefused(frame, "wrong-length", 32);
        assertRefused(UpdateFrame.wrap(HEADER, ByteBuffer.allocate(1)), "wrong-length", 32);
    }

    /** A frame with every fault at once, corrected one fault after the other in the order of the protocol. */
    @Row({
        "422 malformed-frame",
        "422 unsupported-version",
        "422 wrong-scheme",
        "422 wrong-length",
        "422 bad-checksum",
        "422 wrong-base",
        "422 examples-out-of-range"
    })
    @Test
    void faultsAreFoundInTheOrderOfTheProtocol() {
        ByteBuffer frame =
                buffer(new byte[50]).put(4, (byte) 9).put(5, (byte) 7).putShort(6, (short) 1);
        frame.putLong(8, 77)
                .putLong(16, 8)
                .putLong(24, -1)
                .putLong(32, 1)
                .putInt(40, 1)
                .putInt(44, 1);
        assertRefused(frame.array(), "malformed-frame", 0);
        mended(frame, f -> f.putInt(0, FrameHeader.MAGIC), "unsupported-version", 4);
        mended(frame, f -> f.put(4, (byte) 1), "malformed-frame", 6);
        mended(frame, f -> f.putShort(6, (short) 0), "malformed-frame", 44);
        mended(frame, f -> f.putInt(44, 0), "wrong-scheme", 5);
        mended(frame, f -> f.put(5, (byte) 1), "wrong-length", 16);
        mended(frame, f -> f.putLong(16, 9), "wrong-length", 32);
        mended(frame, f -> f.putLong(32, 2), "bad-checksum", 40);
        mended(frame, f -> sealed(f.array()), "wrong-base", 8);
        mended(frame, f -> sealed(f.putLong(8, 5).array()), "examples-out-of-range", 24);
        sealed(frame.putLong(24, 1000).array());
        assertThat(UpdateFrame.payload(frame.array(), EXPECTED).remaining()).isEqualTo(2);
    }

    @Test
    void anyBytesGiveAPayloadOrTheTypedError() {
        Random random = new Random(8);
        for (int run = 0; run < 20_000; run++) {
            byte[] frame = Arrays.copyOf(frame(), 40 + random.nextInt(14));
            for (int i = random.nextInt(4); i > 0; i--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(UpdateFrame.payload(frame, EXPECTED).remaining()).isEqualTo(2);
            } catch (MalformedFrameException refused) {
                assertThat(refused.offset()).isBetween(0L, (long) frame.length);
            }
        }
    }

    private static void mended(ByteBuffer frame, Consumer<ByteBuffer> mend, String code, long offset) {
        mend.accept(frame);
        assertRefused(frame.array(), code, offset);
    }

    private static void assertRefused(byte[] frame, String code, long offset) {
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> UpdateFrame.payload(frame, EXPECTED))
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ProblemCode.of(code).orElseThrow());
                    assertThat(fault.offset()).isEqualTo(offset);
                    assertThat(fault).hasMessageContaining(fault.value());
                });
    }

    private static byte[] sealed(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, 40);
        crc.update(frame, 48, frame.length - 48);
        buffer(frame).putInt(40, (int) crc.getValue());
        return frame;
    }

    private static byte[] frame() {
        return UpdateFrame.wrap(HEADER, ByteBuffer.wrap(PAYLOAD));
    }

    private static ByteBuffer buffer(byte[] frame) {
        return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    }
}
