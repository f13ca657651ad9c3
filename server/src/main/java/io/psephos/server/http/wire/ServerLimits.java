package io.psephos.server.http.wire;

import java.time.Duration;

/**
 * Limits of polls, streams and models.
 *
 * @param longestPoll longest wait for an offer; longer ones are shortened
 * @param heartbeat time between comments in an event stream
 * @param modelCacheBytes total size of cached model files
 * @param modelUploadBytes largest model file for upload
 */
public record ServerLimits(Duration longestPoll, Duration heartbeat, long modelCacheBytes, long modelUploadBytes) {}
