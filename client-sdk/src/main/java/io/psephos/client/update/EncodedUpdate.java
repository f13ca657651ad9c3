package io.psephos.client.update;

import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.util.List;

/**
 * An encoded update with intermediate results of the pipeline.
 *
 * @param trained the difference of training, whatever is sent
 * @param uncompressed the values before compression, after momentum; must not be written to
 * @param memory the client's memory for when the update is accepted
 * @param frame the bytes to upload
 */
public record EncodedUpdate(Offer offer, Difference trained, float[] uncompressed, NamedState memory, byte[] frame) {

    /**
     * Returns the largest magnitude of each tensor in the trained difference, after the clip where the codec clips;
     * reported where the bound b is shared.
     */
    public List<Float> magnitudes() {
        return TensorMagnitudes.of(offer, trained);
    }
}
