package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorExtension;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.OwnPayload;
import io.psephos.compression.Payload;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Tests of what strangers' bytes may do to a user's codec. */
class OwnCodecTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("w", List.of(2))));

    /** The payload keeps the bytes, and reads them when it is added. */
    @Row("scheme 255 x-…")
    @Test
    void bytesThatAPayloadCannotReadLaterAreMalformedToo() {
        Codec codec = new OwnCodec(new Choice<>(CodecKind.EXTENSION, Map.of(), Optional.of(new Places())), LAYOUT);

        assertThat(codec.decode(ByteBuffer.wrap(new byte[] {1}), 2).toDense()).containsExactly(0, 1);
        assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(new byte[] {2}), 2))
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessageContaining("x-places");
    }

    /** The codec of a payload with one place where the update is 1. */
    private record Places() implements CompressorExtension, Codec {
        @Override
        public String name() {
            return "x-places";
        }

        @Override
        public Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds) {
            throw new UnsupportedOperationException("a server compresses nothing");
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

    private record Place(int count, int at) implements OwnPayload {
        @Override
        public void addTo(float[] accumulator, float weight) {
            accumulator[at] += weight;
        }
    }
}
