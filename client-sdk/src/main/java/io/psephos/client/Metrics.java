package io.psephos.client;

import io.psephos.compression.quantized.TernGrad;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a client tells of the offered model on its own data, beside its update. */
final class Metrics {
    static final String MAX_ABS = "maxAbs";

    private Metrics() {}

    /** The members to send; none under a privacy mechanism, which would have to pay for them. */
    static Map<String, Object> of(Offer offer, float[] start, Trained trained) {
        Map<String, Object> members = new TreeMap<>();
        if (!offer.privacy().mechanism().equals("none")) {
            return members;
        }
        trained.metrics().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                members.put(name, value);
            }
        });
        if (offer.codec().b() != null) {
            members.put(MAX_ABS, maxAbs(offer, StandardEncoder.update(offer, start, trained)));
        }
        return members;
    }

    /** The largest magnitude of each tensor, in the unit of the update; after the clip, where the codec clips. */
    static List<Float> maxAbs(Offer offer, float[] update) {
        List<Float> largest = new ArrayList<>();
        if (offer.codec().scheme().equals(CodecScheme.TERNGRAD.word())) {
            TernGrad clipping = new TernGrad(offer.layout(), offer.codec().number(CodecOption.CLIP), () -> 0);
            for (float scaler : clipping.scalers(update)) {
                largest.add(scaler);
            }
            return largest;
        }
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
