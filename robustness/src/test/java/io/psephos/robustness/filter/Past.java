package io.psephos.robustness.filter;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.compression.Dense;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Versions that a test publishes, and updates from them. */
final class Past implements History {
    private final List<float[]> versions = new ArrayList<>();
    private float[] lastAggregate = {};

    static Past of(float... parameters) {
        Past past = new Past();
        past.publish(parameters);
        return past;
    }

    void publish(float... parameters) {
        versions.add(parameters);
    }

    void aggregated(float... direction) {
        lastAggregate = direction;
    }

    float[] latest() {
        return versions.getLast();
    }

    FilterInput from(int client, float... update) {
        return candidate(client, newest(), update);
    }

    static FilterInput candidate(int client, long baseVersion, float... update) {
        return new FilterInput(new ClientUpdate(id(client), new Dense(update), 1), baseVersion);
    }

    static ClientId id(int client) {
        return new ClientId("c-" + client);
    }

    @Override
    public long newest() {
        return versions.size() - 1L;
    }

    @Override
    public OptionalDouble distance(long one, long other) {
        long oldest = Math.max(0, newest() - Filter.COMPARED_VERSIONS);
        if (Math.max(one, other) > newest() || Math.min(one, other) < oldest) {
            return OptionalDouble.empty();
        }
        float[] from = versions.get((int) one);
        float[] to = versions.get((int) other);
        double squares = 0;
        for (int i = 0; i < from.length; i++) {
            squares += Math.pow((double) from[i] - to[i], 2);
        }
        return OptionalDouble.of(Math.sqrt(squares));
    }

    @Override
    public float[] lastAggregate() {
        return lastAggregate;
    }
}
