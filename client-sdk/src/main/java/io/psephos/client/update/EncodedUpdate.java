package io.psephos.client.update;

import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.util.List;

/**
 * An update that has gone through the pipeline, and what went by on the way.
 *
 * @param trained what training came to, whatever is sent
 * @param uncompressed what is sent, before anything is lost: after momentum, before compression; nobody writes to it
 * @param memory what the client remembers once the update is accepted
 * @param frame the bytes to upload
 */
public record EncodedUpdate(Offer offer, Difference trained, float[] uncompressed, NamedState memory, byte[] frame) {

    /**
     * The largest magnitude of each tensor of what training came to, after the clip where the codec clips: what clients
     * tell where b is shared.
     */
    public List<Float> magnitudes() {
        return TensorMagnitudes.of(offer, trained);
    }
}
