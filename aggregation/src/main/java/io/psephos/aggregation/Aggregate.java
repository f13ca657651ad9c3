package io.psephos.aggregation;

import io.psephos.compression.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The combined updates of a round.
 *
 * @param direction the verdict of votes, or the mean of updates; it points where the server subtracts
 * @param updates how many were combined
 * @param margins how clear the verdict was, where there was a vote
 * @param unsettled the share of its weight with which the updates still pull at a direction that a rule found by steps
 *     and left before it stood; 0 where it stands, and for rules without steps
 */
public record Aggregate(
        Payload direction, int updates, @Nullable VoteMargins margins, double unsettled) {

    /** An aggregate of a rule that is done. */
    public Aggregate(Payload direction, int updates, @Nullable VoteMargins margins) {
        this(direction, updates, margins, 0);
    }
}
