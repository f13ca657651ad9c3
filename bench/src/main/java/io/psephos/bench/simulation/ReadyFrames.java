package io.psephos.bench.simulation;

import io.psephos.protocol.Offer;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;
import io.psephos.simulation.FrameSource;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Frames of clients that do nothing: one of float32 zeros for each version, which all of them send. */
public final class ReadyFrames implements FrameSource {
    private volatile @Nullable Ready newest;

    private record Ready(long version, byte[] frame) {}

    @Override
    public byte[] frame(Offer offer, Callable<byte[]> own) {
        Ready ready = newest;
        if (ready == null || ready.version() != offer.modelVersion()) {
            int weights = Math.toIntExact(offer.parameterCount());
            FrameHeader header = new FrameHeader(offer.codec().frame(), offer.modelVersion(), weights, 1);
            ready = new Ready(
                    offer.modelVersion(), UpdateFrame.wrap(header, ByteBuffer.allocate(Float.BYTES * weights)));
            newest = ready;
        }
        return ready.frame();
    }
}
