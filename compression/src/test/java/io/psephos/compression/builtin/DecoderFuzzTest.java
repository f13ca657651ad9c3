package io.psephos.compression.builtin;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes are a valid payload, which is encoded as the same bytes or in the form that the protocol prefers, or the
 * typed error. Replays {@link DecoderInputs};
 * goes on from there, five minutes a frame, with JAZZER_FUZZ=1 and one method chosen, {@code -Pnightly
 * -Dtest=DecoderFuzzTest#sparse}.
 */
@Tag("nightly")
final class DecoderFuzzTest {

    @MethodSource("float32Inputs")
    @FuzzTest
    void float32(byte[] input) {
        DecoderInputs.decode(0, input);
    }

    @MethodSource("signInputs")
    @FuzzTest
    void sign(byte[] input) {
        DecoderInputs.decode(1, input);
    }

    @MethodSource("ternaryInputs")
    @FuzzTest
    void ternary(byte[] input) {
        DecoderInputs.decode(2, input);
    }

    @MethodSource("scaledSignInputs")
    @FuzzTest
    void scaledSign(byte[] input) {
        DecoderInputs.decode(3, input);
    }

    @MethodSource("float16Inputs")
    @FuzzTest
    void float16(byte[] input) {
        DecoderInputs.decode(4, input);
    }

    @MethodSource("qsgdInputs")
    @FuzzTest
    void qsgd(byte[] input) {
        DecoderInputs.decode(5, input);
    }

    @MethodSource("sparseInputs")
    @FuzzTest
    void sparse(byte[] input) {
        DecoderInputs.decode(6, input);
    }

    @MethodSource("scaledTernaryInputs")
    @FuzzTest
    void scaledTernary(byte[] input) {
        DecoderInputs.decode(7, input);
    }

    @MethodSource("bfloat16Inputs")
    @FuzzTest
    void bfloat16(byte[] input) {
        DecoderInputs.decode(8, input);
    }

    @MethodSource("int8Inputs")
    @FuzzTest
    void int8(byte[] input) {
        DecoderInputs.decode(9, input);
    }

    @MethodSource("blockTernaryInputs")
    @FuzzTest
    void blockTernary(byte[] input) {
        DecoderInputs.decode(10, input);
    }

    @MethodSource("adaCompInputs")
    @FuzzTest
    void adaComp(byte[] input) {
        DecoderInputs.decode(11, input);
    }

    @MethodSource("naturalInputs")
    @FuzzTest
    void natural(byte[] input) {
        DecoderInputs.decode(12, input);
    }

    @MethodSource("edenInputs")
    @FuzzTest
    void eden(byte[] input) {
        DecoderInputs.decode(13, input);
    }

    @MethodSource("powerSgdInputs")
    @FuzzTest
    void powerSgd(byte[] input) {
        DecoderInputs.decode(14, input);
    }

    @MethodSource("packedInputs")
    @FuzzTest
    void packed(byte[] input) {
        DecoderInputs.decode(15, input);
    }

    static Stream<byte[]> float32Inputs() {
        return DecoderInputs.of(0);
    }

    static Stream<byte[]> signInputs() {
        return DecoderInputs.of(1);
    }

    static Stream<byte[]> ternaryInputs() {
        return DecoderInputs.of(2);
    }

    static Stream<byte[]> scaledSignInputs() {
        return DecoderInputs.of(3);
    }

    static Stream<byte[]> float16Inputs() {
        return DecoderInputs.of(4);
    }

    static Stream<byte[]> qsgdInputs() {
        return DecoderInputs.of(5);
    }

    static Stream<byte[]> sparseInputs() {
        return DecoderInputs.of(6);
    }

    static Stream<byte[]> scaledTernaryInputs() {
        return DecoderInputs.of(7);
    }

    static Stream<byte[]> bfloat16Inputs() {
        return DecoderInputs.of(8);
    }

    static Stream<byte[]> int8Inputs() {
        return DecoderInputs.of(9);
    }

    static Stream<byte[]> blockTernaryInputs() {
        return DecoderInputs.of(10);
    }

    static Stream<byte[]> adaCompInputs() {
        return DecoderInputs.of(11);
    }

    static Stream<byte[]> naturalInputs() {
        return DecoderInputs.of(12);
    }

    static Stream<byte[]> edenInputs() {
        return DecoderInputs.of(13);
    }

    static Stream<byte[]> powerSgdInputs() {
        return DecoderInputs.of(14);
    }

    static Stream<byte[]> packedInputs() {
        return DecoderInputs.of(15);
    }
}
