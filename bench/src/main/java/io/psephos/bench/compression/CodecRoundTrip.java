package io.psephos.bench.compression;

import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** One update under one scheme, encoded to a frame and decoded into a sum. */
public final class CodecRoundTrip {
    private static final double B = 3;
    private static final double THRESHOLD = 2.5;
    private static final double ALPHA = 1.0 / 64;
    private static final int LEVELS = 15;

    private final Updates updates;
    private final Offer.Codec codec;
    private final Compressor compressor;
    private final UpdateFrame.Expected expected;
    private final float[] sum;
    private final float[] copy;
    private byte[] frame;

    /** @param seed of all random draws */
    public CodecRoundTrip(CodecScheme scheme, Updates updates, long seed) {
        this.updates = updates;
        this.codec = offered(scheme, updates);
        this.compressor = compressor(codec, updates, new SplittableRandom(seed)::nextLong);
        this.expected = UpdateFrames.expected(codec.frame(), 0, updates.layout(), 0);
        this.sum = new float[updates.values().length];
        this.copy = new float[updates.values().length];
        this.frame = frame();
    }

    /** Compresses and encodes the update. */
    public void encode() {
        frame = frame();
    }

    /** Checks and decodes the frame, and adds it to a sum. */
    public void decode() {
        UpdateFrames.decode(frame, expected, updates.layout()).addTo(sum, 1f);
    }

    /** Copies the floats: the least that any work on them costs. */
    public void copy() {
        System.arraycopy(updates.values(), 0, copy, 0, copy.length);
    }

    /** Bits of the payload per coordinate. */
    public double bits() {
        return 8.0 * (frame.length - FrameHeader.BYTES) / updates.values().length;
    }

    private byte[] frame() {
        Payload payload = compressor.compress(updates.values());
        return UpdateFrames.encode(new FrameHeader(codec.frame(), 0, payload.count(), 0), payload);
    }

    /** The compressor of the scheme; with a memory, its first update is what is measured. */
    private static Compressor compressor(Offer.Codec codec, Updates updates, LongSupplier seeds) {
        if (!Codecs.hasMemory(codec)) {
            return Codecs.compressor(codec, updates.layout(), seeds).orElseThrow();
        }
        CompressorWithMemory remembering =
                Codecs.withMemory(codec, updates.layout(), seeds).orElseThrow();
        return update -> remembering.compress(update, null).payload();
    }

    private static Offer.Codec offered(CodecScheme scheme, Updates updates) {
        boolean bounded = scheme == CodecScheme.STO_SIGN;
        Offer.Codec codec = new Offer.Codec(
                scheme.word(),
                scheme.frame(),
                bounded ? Collections.nCopies(updates.layout().tensors().size(), B * updates.deviation()) : null);
        if (scheme == CodecScheme.DQ_SGD) {
            return codec.with(CodecOption.LEVELS, LEVELS);
        }
        for (CodecOption option : scheme.options().keySet()) {
            codec = codec.with(
                    option,
                    switch (option) {
                        case THRESHOLD -> THRESHOLD * updates.deviation();
                        case ALPHA -> ALPHA;
                        default -> scheme.options().get(option);
                    });
        }
        return codec;
    }
}
