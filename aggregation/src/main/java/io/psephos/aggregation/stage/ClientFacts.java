package io.psephos.aggregation.stage;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a client whose update counts, as it claims them.
 *
 * @param exampleCount the examples of its update; 0 where it withholds them
 * @param report null where it sent none
 */
public record ClientFacts(
        ClientId client, long exampleCount, @Nullable ClientReport report) {}
