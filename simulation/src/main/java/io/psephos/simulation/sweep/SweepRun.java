package io.psephos.simulation.sweep;

import io.psephos.protocol.JobSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a sweep: a setting with a seed.
 *
 * @param setting what differs in words, such as {@code learningRate 0.1, batch 32}; the same for all seeds of a setting
 * @param job which of the job files, by name
 * @param set the values of the keys that were set
 */
public record SweepRun(String setting, String job, Map<String, @Nullable Object> set, long seed, JobSpec spec) {
    public SweepRun {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    }

    /** The value of a key that was set, as people write it. */
    public String text(String key) {
        return Values.text(set.get(key));
    }
}
