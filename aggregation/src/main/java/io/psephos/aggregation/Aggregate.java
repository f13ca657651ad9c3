package io.psephos.aggregation;

import io.psephos.compression.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The combined updates of a round.
 *
 * @param direction the verdict of votes, or the mean of updates; it points where the server subtracts
 * @param updates how many were combined
 * @param margins how clear the verdict was, where there was a vote
 */
public record Aggregate(
        Payload direction, int updates, @Nullable VoteMargins margins) {}
