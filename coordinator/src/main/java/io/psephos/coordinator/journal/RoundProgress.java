package io.psephos.coordinator.journal;

import java.time.Instant;
import java.util.Map;

/**
 * How far an open round has come.
 *
 * @param refused final verdicts by code
 * @param bytesUp of accepted frames
 */
public record RoundProgress(
        long round, Instant openedAt, int assigned, int accepted, Map<String, Integer> refused, long bytesUp) {}
