package io.psephos.client.update;

import io.psephos.compression.quantized.TernGrad;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.TensorShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The computation of each tensor's largest magnitude, in the unit of the update; after the clip, where the codec clips.
 */
final class TensorMagnitudes {
    private TensorMagnitudes() {}

    static List<Float> of(Offer offer, Difference difference) {
        return offer.codec().scheme().equals(CodecScheme.TERNGRAD.word())
                ? clipped(offer, difference.values())
                : largest(offer, difference.values());
    }

    private static List<Float> clipped(Offer offer, float[] update) {
        TernGrad clipping = new TernGrad(offer.layout(), offer.codec().number(CodecOption.CLIP), () -> 0);
        List<Float> largest = new ArrayList<>();
        for (float scaler : clipping.scalers(update)) {
            largest.add(scaler);
        }
        return largest;
    }

    private static List<Float> largest(Offer offer, float[] update) {
        List<Float> largest = new ArrayList<>();
        int i = 0;
        for (TensorShape tensor : offer.layout().tensors()) {
            float max = 0;
            for (long end = i + tensor.size(); i < end; i++) {
                max = Math.max(max, Math.abs(update[i]));
            }
            largest.add(max);
        }
        return largest;
    }
}
