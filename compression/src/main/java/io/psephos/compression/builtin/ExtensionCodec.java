package io.psephos.compression.builtin;

import io.psephos.compression.Codec;
import io.psephos.compression.CompressorExtension;
import io.psephos.compression.CustomPayload;
import io.psephos.compression.Finite;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.MissingExtensionException;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Text;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A user's codec as Psephos calls it. What it throws while it reads makes the bytes malformed, as they come from strangers; all else that
 * it throws carries its name. What it read is finite and has as many coordinates as the model.
 */
record ExtensionCodec(Choice<CodecKind> choice, ParameterLayout layout) implements Codec {

    @Override
    public ByteBuffer encode(Payload payload) {
        Payload own = payload instanceof Named named ? named.payload : payload;
        return ExtensionException.guard(extension(), () -> codec().encode(own));
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        int length = bytes.remaining();
        Codec codec = ExtensionException.guard(extension(), this::codec);
        lengthOf(parameterCount).check(bytes);
        Payload read;
        int wrong;
        try {
            read = counted(named(codec.decode(bytes, parameterCount)), parameterCount, length);
            wrong = Finite.firstViolation(read.toDense());
        } catch (MalformedPayloadException | MissingExtensionException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw malformed(
                    "could not be read by " + choice.word(),
                    length,
                    e.getClass().getSimpleName());
        }
        if (wrong >= 0) {
            throw new MalformedPayloadException(
                    ProblemCode.NOT_FINITE, length, "coordinate " + wrong + " must be finite", "another");
        }
        return read;
    }

    private @Nullable Payload named(@Nullable Payload payload) {
        return payload instanceof CustomPayload own ? new Named(extension(), own) : payload;
    }

    private static Payload counted(@Nullable Payload payload, int parameterCount, int length) {
        if (payload == null || payload.count() != parameterCount) {
            throw malformed(
                    "has " + parameterCount + " coordinates", length, payload == null ? "none" : "" + payload.count());
        }
        return payload;
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return Extensions.isMissing(extension())
                ? PayloadLength.exactly(0)
                : ExtensionException.guard(extension(), () -> codec().lengthOf(parameterCount));
    }

    private Codec codec() {
        return choice.extension(CompressorExtension.class).codec(choice, layout);
    }

    private Extension extension() {
        return choice.extension().orElseThrow();
    }

    private static MalformedPayloadException malformed(String reason, int length, String value) {
        return new MalformedPayloadException(
                ProblemCode.MALFORMED_FRAME, length, "payload " + reason, Text.printable(value));
    }

    /** A user's payload whose failures carry its codec's name. */
    private record Named(Extension extension, CustomPayload payload) implements CustomPayload {

        @Override
        public int count() {
            return payload.count();
        }

        @Override
        public void addTo(float[] accumulator, float weight) {
            ExtensionException.guard(extension, () -> {
                payload.addTo(accumulator, weight);
                return accumulator;
            });
        }
    }
}
