package io.psephos.coordinator.journal;

import java.time.Instant;
import java.util.Map;

/**
 * The progress of an open round.
 *
 * @param refused updates refused for good, by problem code
 * @param bytesUp bytes of accepted frames
 */
public record RoundProgress(
        long round, Instant openedAt, int assigned, int accepted, Map<String, Integer> refused, long bytesUp) {}
