package io.psephos.coordinator.plan;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The codec of a job's offers before any stage changes it. */
final class OfferedCodec {
    private OfferedCodec() {}

    static Offer.Codec of(JobSpec spec, ParameterLayout layout) {
        JobSpec.Codec codec = spec.codec();
        List<Double> b = initialBounds(spec, layout);
        return new Offer.Codec(
                codec.word(),
                codec.frame(),
                b.isEmpty() ? null : b,
                codec.errorFeedback() ? true : null,
                written(codec));
    }

    /** Returns the bounds b of version 0, one per tensor; empty for codecs without bounds. */
    static List<Double> initialBounds(JobSpec spec, ParameterLayout layout) {
        return spec.codec().b().isPresent()
                ? Collections.nCopies(layout.tensors().size(), spec.codec().b().getAsDouble())
                : List.of();
    }

    private static Map<String, Object> written(JobSpec.Codec codec) {
        Map<String, Object> options = new LinkedHashMap<>();
        codec.extension().ifPresent(extension -> options.putAll(new TreeMap<>(extension.options())));
        codec.options().keySet().stream().sorted().forEach(option -> {
            Object value = codec.value(option);
            if (!option.off().equals(Optional.of(value))) {
                options.put(option.word(), value);
            }
        });
        return options;
    }
}
