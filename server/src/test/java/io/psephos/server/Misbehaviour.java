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
 * A repeated misbehaviour of one client of ten.
 *
 * @param codec of the job
 * @param answer that it gets each time
 * @param before what it does first; it is let off with that in the run to compare with
 * @param isLate whether it waits until its round is closed
 */
record Misbehaviour(
        String name,
        String codec,
        String answer,
        Function<HeldAssignment, String> before,
        boolean isLate,
        Function<HeldAssignment, String> deed) {
    private static final Function<HeldAssignment, String> NOTHING = held -> "";
    private static final Function<HeldAssignment, String> UPDATE = held -> held.put(held.update(9));

    /** Everything that may not stop or bend a round. */
    static Stream<Misbehaviour> all() {
        return Stream.of(
                frame("NaN", "not-finite", held -> floats(held, Float.NaN)),
                frame("infinity", "not-finite", held -> floats(held, Float.NEGATIVE_INFINITY)),
                frame(
                        "a coordinate too few",
                        "wrong-length",
                        held -> floats(held, new float[held.offer().parameterCount() - 1])),
                deed(
                        "a coordinate too many",
                        "413 too-large",
                        held -> held.put(floats(held, new float[held.offer().parameterCount() + 1]))),
                frame("another scheme", "wrong-scheme", Misbehaviour::votes),
                frame("a byte short", "wrong-length", held -> shortened(held.update(9))),
                frame(
                        "a checksum that is wrong",
                        "bad-checksum",
                        changed(frame -> frame.put(40, (byte) ~frame.get(40)))),
                frame("another base", "wrong-base", held -> headed(held, 1, 5)),
                frame("examples without end", "examples-out-of-range", held -> headed(held, 0, 1_000_000_000_000L)),
                frame("fewer than no examples", "examples-out-of-range", held -> headed(held, 0, -1)),
                frame("another magic", "malformed-frame", changed(frame -> frame.putInt(0, 0))),
                new Misbehaviour(
                        "blocks that are no tensors",
                        "scaled-sign",
                        "422 malformed-frame",
                        NOTHING,
                        false,
                        held -> held.put(blocks(held))),
                deed(
                        "no length",
                        "411 length-required",
                        held -> held.put(
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[9])),
                                HeldAssignment.UPDATE)),
                deed("two gigabytes", "413 too-large", held -> held.begin(1L << 31, new byte[0])),
                deed(
                        "another type",
                        "415 unsupported-media-type",
                        held -> held.put(BodyPublishers.ofByteArray(held.update(9)), "text/plain")),
                deed("a body that stops coming", "408 timeout", held -> held.begin(60, new byte[9])),
                new Misbehaviour("too late", "float32", "409 round-closed", NOTHING, true, UPDATE),
                after(
                        UPDATE,
                        "other bytes the second time",
                        "409 duplicate-differs",
                        held -> held.put(held.update(10))),
                after(UPDATE, "metrics without end", "422 invalid-member", held -> held.metrics(numbers(33))),
                after(
                        UPDATE,
                        "metrics beyond all numbers",
                        "422 invalid-member",
                        held -> held.metrics("{\"accuracy\": 1e999}")),
                after(HeldAssignment::decline, "an update after all", "409 wrong-state", UPDATE));
    }

    /** A client that only declines, to compare others with. */
    static Misbehaviour declining(String codec) {
        return new Misbehaviour("declines", codec, "", HeldAssignment::decline, false, NOTHING);
    }

    static Misbehaviour sending(String codec) {
        return new Misbehaviour("sends", codec, "", UPDATE, false, NOTHING);
    }

    /** Returns the same client without its misbehaviour. */
    Misbehaviour innocent() {
        return before == NOTHING
                ? declining(codec)
                : new Misbehaviour(name + ", not", codec, "", before, false, NOTHING);
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

    private static Misbehaviour deed(String name, String answer, Function<HeldAssignment, String> deed) {
        return after(NOTHING, name, answer, deed);
    }

    private static Misbehaviour after(
            Function<HeldAssignment, String> before,
            String name,
            String answer,
            Function<HeldAssignment, String> deed) {
        return new Misbehaviour(name, "float32", answer, before, false, deed);
    }

    private static Misbehaviour frame(String name, String code, Function<HeldAssignment, byte[]> frame) {
        return deed(name, "422 " + code, held -> held.put(frame.apply(held)));
    }

    private static Function<HeldAssignment, byte[]> changed(UnaryOperator<ByteBuffer> change) {
        return held -> change.apply(ByteBuffer.wrap(held.update(9)).order(ByteOrder.LITTLE_ENDIAN))
                .array();
    }

    private static byte[] shortened(byte[] frame) {
        return Arrays.copyOf(frame, frame.length - 1);
    }

    /** A true update but for one coordinate. */
    private static byte[] floats(HeldAssignment held, float bad) {
        ByteBuffer payload = ByteBuffer.wrap(held.update(9)).order(ByteOrder.LITTLE_ENDIAN);
        payload.putFloat(payload.limit() - Float.BYTES, bad).position(FrameHeader.BYTES);
        return UpdateFrame.wrap(held.header(5), payload);
    }

    private static byte[] floats(HeldAssignment held, float[] values) {
        return HeldAssignment.frame(
                new FrameHeader(0, held.offer().modelVersion(), values.length, 5), new Dense(values));
    }

    private static byte[] headed(HeldAssignment held, long ahead, long examples) {
        return HeldAssignment.frame(
                new FrameHeader(
                        0, held.offer().modelVersion() + ahead, held.offer().parameterCount(), examples),
                held.payload(9));
    }

    private static byte[] votes(HeldAssignment held) {
        int count = held.offer().parameterCount();
        return HeldAssignment.frame(
                new FrameHeader(1, held.offer().modelVersion(), count, 5), new Signs(count, new long[] {0}));
    }

    private static byte[] blocks(HeldAssignment held) {
        int[] lengths = Blocks.lengths(held.offer().layout());
        lengths[0]--;
        lengths[1]++;
        int count = held.offer().parameterCount();
        return HeldAssignment.frame(
                held.header(5),
                new ScaledSigns(new Blocks(lengths, new float[] {1, 1}), new Signs(count, new long[] {0})));
    }

    private static String numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "\"n" + number + "\": 1")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
