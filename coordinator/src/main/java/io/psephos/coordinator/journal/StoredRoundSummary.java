package io.psephos.coordinator.journal;

import io.psephos.aggregation.VoteMargins;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a round that ended.
 *
 * @param state {@code published} or {@code abandoned}
 * @param version the version that it published, if it did
 * @param refused refused updates by problem code
 * @param bits bits per level, averaged over accepted updates, where rounds differ in it
 */
public record StoredRoundSummary(
        long round,
        String state,
        @Nullable Long version,
        Instant openedAt,
        Instant closedAt,
        int assigned,
        int accepted,
        int counted,
        Map<String, Integer> refused,
        @Nullable VoteMargins margins,
        long bytesUp,
        long bytesDown,
        @Nullable Double bits) {}
