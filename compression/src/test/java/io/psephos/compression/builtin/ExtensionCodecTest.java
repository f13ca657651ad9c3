package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorExtension;
import io.psephos.compression.CustomPayload;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.NotFiniteException;
import io.psephos.compression.Payload;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Tests of what strangers' bytes and broken updates may do to a user's codec and compressor. */
class ExtensionCodecTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("w", List.of(2))));

    /** The payload keeps the bytes, and reads them when it is added. */
    @Row("scheme 255 x-…")
    @Test
    void bytesThatAPayloadCannotReadLaterAreMalformedToo() {
        Codec codec = new ExtensionCodec(Choice.of(CodecKind.EXTENSION, new Places(Optional.empty())), LAYOUT);

        assertThat(codec.decode(ByteBuffer.wrap(new byte[] {1}), 2).toDense()).containsExactly(0, 1);
        assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(new byte[] {2}), 2))
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessageContaining("x-places");
    }

    @Test
    void anUpdateThatIsNotFiniteIsNoFailureOfTheCompressor() {
        assertThatThrownBy(() -> compressor(update -> {
                            throw new NotFiniteException(1, Float.NaN);
                        })
                        .compress(new float[] {0, Float.NaN}))
                .isInstanceOf(NotFiniteException.class);
    }

    @Test
    void aCompressorThatFailsIsNamed() {
        assertThatThrownBy(() -> compressor(update -> {
                            throw new IllegalStateException("no room");
                        })
                        .compress(new float[2]))
                .isInstanceOf(ExtensionException.class)
                .hasMessage("codec 'x-places' failed: IllegalStateException: no room");
        assertThatThrownBy(() -> compressor(update -> null).compress(new float[2]))
                .hasMessage("codec 'x-places' returned null");
    }

    private static Compressor compressor(Compressor compressor) {
        Places places = new Places(Optional.of(compressor));
        return ExtensionCodecs.compressor(Choice.of(CodecKind.EXTENSION, places), LAYOUT, () -> 1);
    }

    /** The codec of a payload with one place where the update is 1. */
    private record Places(Optional<Compressor> own) implements CompressorExtension, Codec {
        @Override
        public String name() {
            return "x-places";
        }

        @Override
        public Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds) {
            return own.orElseThrow();
        }

        @Override
        public Codec codec(Choice<CodecKind> choice, ParameterLayout layout) {
            return this;
        }

        @Override
        public ByteBuffer encode(Payload payload) {
            throw new UnsupportedOperationException("a server compresses nothing");
        }

        @Override
        public Payload decode(ByteBuffer bytes, int parameterCount) {
            return new Place(parameterCount, bytes.get());
        }

        @Override
        public PayloadLength lengthOf(long parameterCount) {
            return PayloadLength.exactly(1);
        }
    }

    private record Place(int count, int at) implements CustomPayload {
        @Override
        public void addTo(float[] accumulator, float weight) {
            accumulator[at] += weight;
        }
    }
}
