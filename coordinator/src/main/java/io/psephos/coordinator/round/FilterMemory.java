package io.psephos.coordinator.round;

import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.protocol.Filter;
import io.psephos.robustness.filter.Distance;
import io.psephos.robustness.filter.FilterState;
import io.psephos.robustness.filter.History;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a job's filters and the versions that they compare with: a cache of the journal. Only the job's writer
 * uses it.
 */
final class FilterMemory {
    /** Prefix of the names of all filter state. */
    static final String PREFIX = LearningProcess.FILTERS;

    private final LongFunction<Optional<float[]>> models;
    private final Map<Long, float[]> versions = new HashMap<>();
    private final Map<List<Long>, OptionalDouble> distances = new HashMap<>();
    private FilterState state;
    private boolean rosterShort;

    /** @param models reads a version that is not cached */
    FilterMemory(FilterState state, LongFunction<Optional<float[]>> models) {
        this.state = state;
        this.models = models;
    }

    FilterState state() {
        return state;
    }

    void become(FilterState next) {
        state = next;
    }

    /** Whether too few of the roster were active when last checked. */
    boolean isRosterShort() {
        return rosterShort;
    }

    void setRosterShort(boolean isShort) {
        rosterShort = isShort;
    }

    /**
     * Returns the published versions that filters may compare with, including the newest.
     *
     * @param offered versions that clients train on now
     */
    History at(long newest, float[] parameters, float[] lastAggregate, Supplier<Set<Long>> offered) {
        if (versions.put(newest, parameters) == null) {
            Set<Long> needed = new HashSet<>(state.lipschitz().versions());
            needed.addAll(offered.get());
            needed.addAll(List.of(newest, newest - 1));
            versions.keySet().retainAll(needed);
            versions.keySet().removeIf(version -> isTooOld(version, newest));
            distances.clear();
        }
        return new Published(newest, lastAggregate);
    }

    private final class Published implements History {
        private final long newest;
        private final float[] lastAggregate;

        Published(long newest, float[] lastAggregate) {
            this.newest = newest;
            this.lastAggregate = lastAggregate;
        }

        @Override
        public long newest() {
            return newest;
        }

        @Override
        public OptionalDouble distance(long one, long other) {
            return isTooOld(Math.min(one, other), newest)
                    ? OptionalDouble.empty()
                    : distances.computeIfAbsent(List.of(one, other), pair -> measured(one, other));
        }

        @Override
        public float[] lastAggregate() {
            return lastAggregate;
        }
    }

    private static boolean isTooOld(long version, long newest) {
        return version < newest - Filter.COMPARED_VERSIONS;
    }

    private OptionalDouble measured(long one, long other) {
        float[] from = version(one);
        float[] to = version(other);
        return from == null || to == null ? OptionalDouble.empty() : OptionalDouble.of(Distance.between(from, to));
    }

    private float @Nullable [] version(long version) {
        float[] known = versions.get(version);
        if (known == null) {
            known = models.apply(version).orElse(null);
            if (known != null) {
                versions.put(version, known);
            }
        }
        return known;
    }
}
