package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Blocks;
import io.psephos.compression.Codec;
import io.psephos.compression.Dense;
import io.psephos.compression.Layouts;
import io.psephos.compression.LowRank;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.compression.Rotated;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Sparse;
import io.psephos.compression.SparseSigns;
import io.psephos.compression.dense.Bfloat16Codec;
import io.psephos.compression.dense.Float16;
import io.psephos.compression.dense.Float16Codec;
import io.psephos.compression.dense.Float32;
import io.psephos.compression.dense.Float32Codec;
import io.psephos.compression.entropy.PackedCodec;
import io.psephos.compression.lowrank.LowRankCodec;
import io.psephos.compression.quantized.BlockTernaryCodec;
import io.psephos.compression.quantized.Int8Codec;
import io.psephos.compression.quantized.NaturalCodec;
import io.psephos.compression.quantized.QsgdCodec;
import io.psephos.compression.rotated.RotatedCodec;
import io.psephos.compression.sign.ScaledSign;
import io.psephos.compression.sign.ScaledSignCodec;
import io.psephos.compression.sign.ScaledTernaryCodec;
import io.psephos.compression.sign.Sign;
import io.psephos.compression.sign.SignCodec;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.compression.sign.TernaryCodec;
import io.psephos.compression.sign.TernarySign;
import io.psephos.compression.sparse.AdaCompCodec;
import io.psephos.compression.sparse.SparseCodec;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.json.ProtocolJson;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodecsTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("w", List.of(3))));

    @Test
    void schemeBytesHaveTheirCodecs() {
        assertThat(Codecs.forFrame(0)).isInstanceOf(Float32Codec.class);
        assertThat(Codecs.forFrame(1)).isInstanceOf(SignCodec.class);
        assertThat(Codecs.forFrame(2)).isInstanceOf(TernaryCodec.class);
        assertThat(Codecs.forFrame(3)).isInstanceOf(ScaledSignCodec.class);
        assertThat(Codecs.forFrame(4)).isInstanceOf(Float16Codec.class);
        assertThat(Codecs.forFrame(5)).isInstanceOf(QsgdCodec.class);
        assertThat(Codecs.forFrame(6)).isInstanceOf(SparseCodec.class);
        assertThat(Codecs.forFrame(7)).isInstanceOf(ScaledTernaryCodec.class);
        assertThat(Codecs.forFrame(8)).isInstanceOf(Bfloat16Codec.class);
        assertThat(Codecs.forFrame(9)).isInstanceOf(Int8Codec.class);
        assertThat(Codecs.forFrame(10)).isInstanceOf(BlockTernaryCodec.class);
        assertThat(Codecs.forFrame(12)).isInstanceOf(NaturalCodec.class);
        assertThat(Codecs.forFrame(11)).isInstanceOf(AdaCompCodec.class);
        assertThat(Codecs.forFrame(13)).isInstanceOf(RotatedCodec.class);
        assertThat(Codecs.forFrame(14)).isInstanceOf(LowRankCodec.class);
        assertThat(Codecs.forFrame(15)).isInstanceOf(PackedCodec.class);
    }

    @Test
    void aLayoutFixesBlocksAndChangesNothingElse() {
        for (int scheme : new int[] {3, 7}) {
            assertThat(Codecs.forFrame(scheme, LAYOUT).lengthOf(3).max())
                    .isEqualTo(Codecs.forFrame(scheme).lengthOf(3).min());
        }
        for (int scheme : new int[] {0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13}) {
            assertThat(Codecs.forFrame(scheme, LAYOUT)).isSameAs(Codecs.forFrame(scheme));
        }
    }

    @Test
    void aLayoutGivesItsTensorsToTheCodecsThatNeedThem() {
        ParameterLayout layout = Layouts.of(List.of(List.of(3), List.of(4, 5)));
        assertThat(Codecs.forFrame(11, layout).lengthOf(23).min()).isEqualTo(4 + 2 * 8 + 2);
        assertThat(Codecs.forFrame(14, layout).lengthOf(23).min()).isEqualTo(4 + 2 * 4 + 4 * (3 + 9));
        assertThat(Codecs.forFrame(15, layout).lengthOf(23).max()).isGreaterThan(16 + 4 * 23);
    }

    /** Each kind of payload finds a frame that holds it without loss. */
    @Test
    void everyKindOfPayloadIsPacked() {
        Random random = new Random(1);
        Blocks blocks = new Blocks(new int[] {3}, new float[] {2});
        Payload[] payloads = {
            new Dense(new float[] {1, 2, 3}),
            RandomVotes.signs(3, random),
            RandomVotes.ternary(3, random),
            new ScaledSigns(blocks, RandomVotes.signs(3, random)),
            new ScaledTernary(blocks, RandomVotes.ternary(3, random)),
            new Sparse(3, new int[] {1}, new float[] {7}),
            new SparseSigns(blocks, new int[] {2}, new int[] {0, 2 | SparseSigns.MINUS}),
            new Rotated(3, 1, 4, new float[] {1}, new long[] {5}),
            new LowRank(List.of(new LowRank.Whole(new float[] {1, 2, 3})))
        };
        for (Payload payload : payloads) {
            Codec codec = Codecs.forFrame(15, LAYOUT);
            Payload decoded = codec.decode(codec.encode(payload), 3);
            assertThat(decoded).hasSameClassAs(payload);
            assertThat(decoded.toDense()).containsExactly(payload.toDense());
        }
    }

    @Test
    void aPackedFrameOfOneSchemeTakesNoOther() {
        Codec codec = Codecs.packed(1, LAYOUT).orElseThrow();
        Signs votes = RandomVotes.signs(3, new Random(2));
        assertThat(codec.decode(codec.encode(votes), 3).toDense()).containsExactly(votes.toDense());
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec.decode(Codecs.forFrame(15).encode(RandomVotes.ternary(3, new Random(3))), 3));
        assertThatIllegalArgumentException().isThrownBy(() -> Codecs.packed(15, LAYOUT));
        assertThatIllegalArgumentException().isThrownBy(() -> Codecs.packed(16, LAYOUT));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 16, 255})
    void otherSchemeBytesAreRefused(int scheme) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codecs.forFrame(scheme))
                .withMessageContaining("was " + scheme);
    }

    @Test
    void offersHaveTheirCompressors() {
        assertThat(Codecs.compressor(new Offer.Codec("float32", 0, null), LAYOUT, () -> 1))
                .containsInstanceOf(Float32.class);
        assertThat(Codecs.compressor(new Offer.Codec("sign", 1, null), LAYOUT, () -> 1))
                .containsInstanceOf(Sign.class);
        assertThat(Codecs.compressor(new Offer.Codec("sto-sign", 1, List.of(0.5)), LAYOUT, () -> 1))
                .containsInstanceOf(StochasticSign.class);
        assertThat(Codecs.compressor(new Offer.Codec("float16", 4, null), LAYOUT, () -> 1))
                .containsInstanceOf(Float16.class);
        assertThat(Codecs.compressor(new Offer.Codec("scaled-sign", 3, null), LAYOUT, () -> 1))
                .containsInstanceOf(ScaledSign.class);
        assertThat(Codecs.compressor(
                        new Offer.Codec("ternary", 2, null).with(CodecOption.THRESHOLD, 0.5), LAYOUT, () -> 1))
                .containsInstanceOf(TernarySign.class);
    }

    @ParameterizedTest
    @CsvSource({"wavelet,5", "qsgd,6", "sign,0", "float32,1", "STO_SIGN,1", "'',0"})
    void whatIsUnknownIsForTheClientToDecline(String scheme, int frame) {
        assertThat(Codecs.compressor(new Offer.Codec(scheme, frame, List.of(0.5)), LAYOUT, () -> 1))
                .isEmpty();
    }

    @Test
    void stochasticSignNeedsItsBound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codecs.compressor(new Offer.Codec("sto-sign", 1, null), LAYOUT, () -> 1));
    }

    @Test
    void ternaryNeedsItsThreshold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codecs.compressor(new Offer.Codec("ternary", 2, null), LAYOUT, () -> 1))
                .withMessageContaining("threshold");
    }

    @Test
    void anOfferTravelsWithItsThresholdOrWithoutOne() {
        Offer.Codec ternary = new Offer.Codec("ternary", 2, null).with(CodecOption.THRESHOLD, 0.25);
        String json = ProtocolJson.strict().writeValueAsString(ternary);
        assertThat(json).isEqualTo("{\"scheme\":\"ternary\",\"frame\":2,\"threshold\":0.25}");
        assertThat(ProtocolJson.strict().readValue(json, Offer.Codec.class)).isEqualTo(ternary);
        Offer.Codec sign = new Offer.Codec("sign", 1, null);
        assertThat(ProtocolJson.strict().writeValueAsString(sign)).isEqualTo("{\"scheme\":\"sign\",\"frame\":1}");
    }

    @ParameterizedTest
    @EnumSource(value = CodecScheme.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void everySchemeHasANameAndACodec(CodecScheme scheme) {
        assertThat(Codecs.names()).contains(scheme.word());
        assertThat(Codecs.forFrame(scheme.frame())).isNotNull();
    }
}
