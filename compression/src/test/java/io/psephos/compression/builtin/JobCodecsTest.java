package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.compression.Codec;
import io.psephos.compression.Dense;
import io.psephos.compression.Layouts;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.Sparse;
import io.psephos.compression.entropy.PackedCodec;
import io.psephos.compression.quantized.Qsgd;
import io.psephos.compression.rotated.Eden;
import io.psephos.compression.rotated.RotatedCodec;
import io.psephos.compression.sparse.AdaComp;
import io.psephos.compression.sparse.AdaCompCodec;
import io.psephos.compression.sparse.Threshold;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A job's codec reads every payload of its honest clients, and nothing larger. */
final class JobCodecsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 63, 65, 4095, 4096, 4097, 10_001})
    void blocksOfEdenFollowFromTheNumberOfCoordinates(int count) {
        ParameterLayout layout = Layouts.of(count);
        Codec codec = Codecs.forJob(job(CodecScheme.EDEN, Map.of()), layout);
        float[] update = random(count);
        Payload payload = new Eden(() -> 5).compress(update);

        assertThat(codec.lengthOf(count).min()).isEqualTo(codec.lengthOf(count).max());
        assertThat(codec.decode(codec.encode(payload), count).toDense()).containsExactly(payload.toDense());
    }

    @Test
    void otherBlocksOfEdenAreMalformedEvenWhereTheirLengthIsTheSame() {
        Codec any = new RotatedCodec();
        Codec codec = Codecs.forJob(job(CodecScheme.EDEN, Map.of()), Layouts.of(48));
        Payload honest = new Eden(() -> 5).compress(random(48));
        Payload other = new Eden(16, () -> 5).compress(random(48));

        assertThat(codec.decode(any.encode(honest), 48).count()).isEqualTo(48);
        refused(codec, any, other, 48, ProblemCode.WRONG_LENGTH);
        byte[] bytes = any.encode(honest).array();
        bytes[8] = 32;
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes), 48))
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ProblemCode.MALFORMED_FRAME))
                .withMessageContaining("64");
    }

    /** From nothing sent to everything, which equal magnitudes are; and those two lengths are the bounds. */
    @ParameterizedTest
    @CsvSource({"0, 500", "7, 7", "64, 64", "65, 65", "300, 300", "16384, 16384"})
    void binsOfAdaCompAreTheJobs(int option, int bin) {
        ParameterLayout layout = Layouts.of(1000, 1, 129, 16_385);
        int count = layout.parameterCount();
        Codec codec = Codecs.forJob(job(CodecScheme.ADACOMP, Map.of(CodecOption.BIN, option)), layout);
        AdaComp compressor = new AdaComp(layout, bin);
        float[] equal = new float[count];
        Arrays.fill(equal, 0.5f);

        for (float[] update : List.of(new float[count], random(count), equal)) {
            Payload payload = compressor.compress(update, null).payload();
            assertThat(codec.decode(codec.encode(payload), count).toDense()).containsExactly(payload.toDense());
        }
        assertThat(length(codec, compressor, new float[count]))
                .isEqualTo(codec.lengthOf(count).min());
        assertThat(length(codec, compressor, equal))
                .isEqualTo(codec.lengthOf(count).max());
    }

    @Test
    void otherBinsAreMalformed() {
        ParameterLayout layout = Layouts.of(1000, 20);
        Codec codec = Codecs.forJob(job(CodecScheme.ADACOMP, Map.of(CodecOption.BIN, 100)), layout);
        Payload other = new AdaComp(layout, 101).compress(random(1020), null).payload();

        refused(codec, new AdaCompCodec(layout), other, 1020, ProblemCode.MALFORMED_FRAME);
    }

    /** Between the longest honest payload and a few bits more: the bits of a level are those of the job's levels. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 64", "4, 512", "15, 10000", "255, 512", "1000, 33", "65535, 1", "65535, 10000"})
    void levelsOfQsgdAreTheJobs(int levels, int bucket) {
        int count = 10_000;
        JobSpec.Codec job = job(CodecScheme.QSGD, Map.of(CodecOption.LEVELS, levels, CodecOption.BUCKET, bucket));
        Codec codec = Codecs.forJob(job, Layouts.of(count));
        float[] equal = new float[count];
        Arrays.fill(equal, 0.5f);
        Payload longest = new Qsgd(levels, bucket, Norm.MAX, () -> 5).compress(equal);

        assertThat(codec.decode(codec.encode(longest), count).toDense()).containsExactly(longest.toDense());
        assertThat(codec.encode(longest).remaining())
                .isBetween((int) codec.lengthOf(count).max() * 2 / 3, (int)
                        codec.lengthOf(count).max());
    }

    /** As many indices of two bytes as the layout has room for: of no job are all indices the longest. */
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.3, 0.9})
    void whatATopKFrameUnpacksToFollowsFromTheLayout(double k) {
        int count = 1_000_000;
        JobSpec.Codec job = job(CodecScheme.TOP_K, Map.of(CodecOption.K, k, CodecOption.ENTROPY, "zstd"));
        Codec codec = Codecs.forJob(job, Layouts.of(count));
        int kept = (int) (k * count);
        int far = Math.max(0, Math.min(kept, (count - kept) / 127));
        int[] indices = new int[kept];
        for (int i = 1; i < kept; i++) {
            indices[i] = indices[i - 1] + (i < far ? 128 : 1);
        }
        Payload widest = new Sparse(count, indices, new float[kept]);
        ByteBuffer frame = codec.encode(widest);

        assertThat(Arrays.equals(codec.decode(frame, count).toDense(), widest.toDense()))
                .isTrue();
        long stored = 16 + 8 + 5L * kept + Math.max(0, far - 1);
        assertThat(codec.lengthOf(count).max()).isBetween(stored, stored + stored / 100 + 100);
    }

    /** Some hundred bytes that would unpack to the longest indices everywhere. */
    @Test
    void aPackedFrameUnpacksToNoMore() {
        int count = 10_000_000;
        JobSpec.Codec job = job(CodecScheme.TOP_K, Map.of(CodecOption.K, 0.3, CodecOption.ENTROPY, "zstd"));
        Codec codec = Codecs.forJob(job, Layouts.of(count));
        int before = 8 + 3_000_000 * 9;
        ByteBuffer packed = packed(before);

        assertThat(packed.remaining()).isLessThan(3000);
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec.decode(packed, count))
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ProblemCode.WRONG_LENGTH))
                .satisfies(fault -> assertThat(fault.value()).isEqualTo(Integer.toString(before)));
    }

    private static ByteBuffer packed(int zeros) {
        return new PackedCodec(CodecScheme.TOP_K.frame(), new Codec() {
                    @Override
                    public ByteBuffer encode(Payload payload) {
                        return ByteBuffer.allocate(zeros);
                    }

                    @Override
                    public Payload decode(ByteBuffer bytes, int parameterCount) {
                        throw new AssertionError("nothing is to be decoded");
                    }

                    @Override
                    public PayloadLength lengthOf(long parameterCount) {
                        return PayloadLength.exactly(zeros);
                    }
                })
                .encode(new Dense(new float[1]));
    }

    /** A threshold keeps as many coordinates as lie above it: nothing in the job says how many. */
    @Test
    void aThresholdBoundsNothing() {
        Codec codec = Codecs.forJob(job(CodecScheme.THRESHOLD_SPARSE, Map.of()), Layouts.of(100));
        float[] above = new float[100];
        Arrays.fill(above, 1);

        assertThat(codec.encode(new Threshold(0.5).compress(above)).remaining())
                .isEqualTo((int) codec.lengthOf(100).max());
    }

    private static long length(Codec codec, AdaComp compressor, float[] update) {
        return codec.encode(compressor.compress(update, null).payload()).remaining();
    }

    private static void refused(Codec codec, Codec any, Payload payload, int count, ProblemCode code) {
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec.decode(any.encode(payload), count))
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(code));
    }

    private static JobSpec.Codec job(CodecScheme scheme, Map<CodecOption, Object> given) {
        Map<CodecOption, Object> options = new HashMap<>(scheme.options());
        options.putAll(given);
        return new JobSpec.Codec(scheme, OptionalDouble.empty(), Optional.empty(), options, false);
    }

    private static float[] random(int count) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
