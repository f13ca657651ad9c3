package io.psephos.compression.builtin;

import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;

/** Encoder of payloads to whole frames, and decoder back, with the codec of the scheme byte. */
public final class UpdateFrames {
    private UpdateFrames() {}

    /**
     * The frame around the payload.
     *
     * @throws IllegalArgumentException when header and payload do not belong together
     */
    public static byte[] encode(FrameHeader header, Payload payload) {
        return encode(header, payload, Codecs.forFrame(header.scheme()));
    }

    /** The same with the codec that belongs to the header's scheme. */
    public static byte[] encode(FrameHeader header, Payload payload, Codec codec) {
        if (header.parameterCount() != payload.count()) {
            throw new IllegalArgumentException(
                    "header speaks of " + header.parameterCount() + " parameters, payload has " + payload.count());
        }
        return UpdateFrame.complete(
                header, codec.encode(payload, FrameHeader.BYTES).array());
    }

    /**
     * The valid payload of the frame.
     *
     * @throws io.psephos.protocol.frame.MalformedFrameException with the first fault in the order of the protocol
     */
    public static Payload decode(byte[] frame, UpdateFrame.Expected expected) {
        return Codecs.forFrame(expected.scheme())
                .decode(UpdateFrame.payload(frame, expected), Math.toIntExact(expected.parameterCount()));
    }

    /**
     * The valid payload of the frame, with exactly one block a tensor where its scheme has blocks.
     *
     * @throws io.psephos.protocol.frame.MalformedFrameException with the first fault in the order of the protocol
     */
    public static Payload decode(byte[] frame, UpdateFrame.Expected expected, ParameterLayout layout) {
        return Codecs.forFrame(expected.scheme(), layout)
                .decode(UpdateFrame.payload(frame, expected), layout.parameterCount());
    }

    /** The values that a frame of the scheme may have for d parameters. */
    public static UpdateFrame.Expected expected(
            int schemeByte, long baseVersion, int parameterCount, long maxExamples) {
        return expected(Codecs.forFrame(schemeByte), schemeByte, baseVersion, parameterCount, maxExamples);
    }

    /** The values that a frame of the scheme may have for tensors of the layout. */
    public static UpdateFrame.Expected expected(
            int schemeByte, long baseVersion, ParameterLayout layout, long maxExamples) {
        return expected(
                Codecs.forFrame(schemeByte, layout), schemeByte, baseVersion, layout.parameterCount(), maxExamples);
    }

    private static UpdateFrame.Expected expected(
            Codec codec, int schemeByte, long baseVersion, int parameterCount, long maxExamples) {
        Codec.PayloadLength length = codec.lengthOf(parameterCount);
        return new UpdateFrame.Expected(
                schemeByte, baseVersion, parameterCount, length.min(), length.max(), maxExamples);
    }
}
