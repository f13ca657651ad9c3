package io.psephos.server;

import io.psephos.compression.Blocks;
import io.psephos.compression.Dense;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.Signs;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one client of ten does with its seat, again and again.
 *
 * @param codec of the job
 * @param answer that it gets each time
 * @param before what it does first; it is let off with that in the run to compare with
 * @param isLate whether it waits until its round is closed
 */
record BadDeed(
        String name,
        String codec,
        String answer,
        Function<HeldSeat, String> before,
        boolean isLate,
        Function<HeldSeat, String> deed) {
    private static final Function<HeldSeat, String> NOTHING = seat -> "";
    private static final Function<HeldSeat, String> UPDATE = seat -> seat.put(seat.update(9));

    /** Everything that may not stop or bend a round. */
    static Stream<BadDeed> all() {
        return Stream.of(
                frame("NaN", "not-finite", seat -> floats(seat, Float.NaN)),
                frame("infinity", "not-finite", seat -> floats(seat, Float.NEGATIVE_INFINITY)),
                frame(
                        "a coordinate too few",
                        "wrong-length",
                        seat -> floats(seat, new float[seat.offer().parameterCount() - 1])),
                deed(
                        "a coordinate too many",
                        "413 too-large",
                        seat -> seat.put(floats(seat, new float[seat.offer().parameterCount() + 1]))),
                frame("another scheme", "wrong-scheme", BadDeed::votes),
                frame("a byte short", "wrong-length", seat -> shortened(seat.update(9))),
                frame(
                        "a checksum that is wrong",
                        "bad-checksum",
                        changed(frame -> frame.put(40, (byte) ~frame.get(40)))),
                frame("another base", "wrong-base", seat -> headed(seat, 1, 5)),
                frame("examples without end", "examples-out-of-range", seat -> headed(seat, 0, 1_000_000_000_000L)),
                frame("fewer than no examples", "examples-out-of-range", seat -> headed(seat, 0, -1)),
                frame("another magic", "malformed-frame", changed(frame -> frame.putInt(0, 0))),
                new BadDeed(
                        "blocks that are no tensors",
                        "scaled-sign",
                        "422 malformed-frame",
                        NOTHING,
                        false,
                        seat -> seat.put(blocks(seat))),
                deed(
                        "no length",
                        "411 length-required",
                        seat -> seat.put(
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[9])),
                                HeldSeat.UPDATE)),
                deed("two gigabytes", "413 too-large", seat -> seat.begin(1L << 31, new byte[0])),
                deed(
                        "another type",
                        "415 unsupported-media-type",
                        seat -> seat.put(BodyPublishers.ofByteArray(seat.update(9)), "text/plain")),
                deed("a body that stops coming", "408 timeout", seat -> seat.begin(60, new byte[9])),
                new BadDeed("too late", "float32", "409 round-closed", NOTHING, true, UPDATE),
                after(
                        UPDATE,
                        "other bytes the second time",
                        "409 duplicate-differs",
                        seat -> seat.put(seat.update(10))),
                after(UPDATE, "metrics without end", "422 invalid-member", seat -> seat.metrics(numbers(33))),
                after(
                        UPDATE,
                        "metrics beyond all numbers",
                        "422 invalid-member",
                        seat -> seat.metrics("{\"accuracy\": 1e999}")),
                after(HeldSeat::decline, "an update after all", "409 wrong-state", UPDATE));
    }

    /** The client that all others are compared with, where they do nothing first. */
    static BadDeed declining(String codec) {
        return new BadDeed("declines", codec, "", HeldSeat::decline, false, NOTHING);
    }

    static BadDeed sending(String codec) {
        return new BadDeed("sends", codec, "", UPDATE, false, NOTHING);
    }

    /** The same client without its deed. */
    BadDeed innocent() {
        return before == NOTHING ? declining(codec) : new BadDeed(name + ", not", codec, "", before, false, NOTHING);
    }

    boolean isInnocent() {
        return answer.isEmpty();
    }

    String code() {
        return answer.substring(4);
    }

    @Override
    public String toString() {
        return name + " in a " + codec + " job";
    }

    private static BadDeed deed(String name, String answer, Function<HeldSeat, String> deed) {
        return after(NOTHING, name, answer, deed);
    }

    private static BadDeed after(
            Function<HeldSeat, String> before, String name, String answer, Function<HeldSeat, String> deed) {
        return new BadDeed(name, "float32", answer, before, false, deed);
    }

    private static BadDeed frame(String name, String code, Function<HeldSeat, byte[]> frame) {
        return deed(name, "422 " + code, seat -> seat.put(frame.apply(seat)));
    }

    private static Function<HeldSeat, byte[]> changed(UnaryOperator<ByteBuffer> change) {
        return seat -> change.apply(ByteBuffer.wrap(seat.update(9)).order(ByteOrder.LITTLE_ENDIAN))
                .array();
    }

    private static byte[] shortened(byte[] frame) {
        return Arrays.copyOf(frame, frame.length - 1);
    }

    /** A true update but for one coordinate. */
    private static byte[] floats(HeldSeat seat, float bad) {
        ByteBuffer payload = ByteBuffer.wrap(seat.update(9)).order(ByteOrder.LITTLE_ENDIAN);
        payload.putFloat(payload.limit() - Float.BYTES, bad).position(FrameHeader.BYTES);
        return UpdateFrame.wrap(seat.header(5), payload);
    }

    private static byte[] floats(HeldSeat seat, float[] values) {
        return HeldSeat.frame(new FrameHeader(0, seat.offer().modelVersion(), values.length, 5), new Dense(values));
    }

    private static byte[] headed(HeldSeat seat, long ahead, long examples) {
        return HeldSeat.frame(
                new FrameHeader(
                        0, seat.offer().modelVersion() + ahead, seat.offer().parameterCount(), examples),
                seat.payload(9));
    }

    private static byte[] votes(HeldSeat seat) {
        int count = seat.offer().parameterCount();
        return HeldSeat.frame(
                new FrameHeader(1, seat.offer().modelVersion(), count, 5), new Signs(count, new long[] {0}));
    }

    private static byte[] blocks(HeldSeat seat) {
        int[] lengths = Blocks.lengths(seat.offer().layout());
        lengths[0]--;
        lengths[1]++;
        int count = seat.offer().parameterCount();
        return HeldSeat.frame(
                seat.header(5),
                new ScaledSigns(new Blocks(lengths, new float[] {1, 1}), new Signs(count, new long[] {0})));
    }

    private static String numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "\"n" + number + "\": 1")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
