package io.psephos.server.http.operator;

import io.psephos.aggregation.VoteMargins;
import io.psephos.coordinator.journal.RoundProgress;
import io.psephos.coordinator.journal.StoredRoundSummary;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON line of a round in a list.
 *
 * @param state {@code published}, {@code abandoned} or {@code open}
 * @param bytesDown null while the round is open: downloads are counted where it ends
 */
record RoundLine(
        long round,
        String state,
        @Nullable Long version,
        Instant openedAt,
        @Nullable Instant closedAt,
        int assigned,
        int accepted,
        int counted,
        Map<String, Integer> refused,
        @Nullable VoteMargins margins,
        long bytesUp,
        @Nullable Long bytesDown,
        @Nullable Double bits) {

    static RoundLine of(StoredRoundSummary ended) {
        return new RoundLine(
                ended.round(),
                ended.state(),
                ended.version(),
                ended.openedAt(),
                ended.closedAt(),
                ended.assigned(),
                ended.accepted(),
                ended.counted(),
                ended.refused(),
                ended.margins(),
                ended.bytesUp(),
                ended.bytesDown(),
                ended.bits());
    }

    static RoundLine of(RoundProgress open) {
        return new RoundLine(
                open.round(),
                "open",
                null,
                open.openedAt(),
                null,
                open.assigned(),
                open.accepted(),
                0,
                open.refused(),
                null,
                open.bytesUp(),
                null,
                null);
    }
}
