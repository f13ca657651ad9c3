package io.psephos.server.http.wire;

import java.time.Duration;

/**
 * How much of what a caller may ask for.
 *
 * @param longestPoll longer waits for an offer are shortened to this
 * @param heartbeat between comments in a stream of events
 * @param modelCacheBytes model files kept ready to be sent
 * @param modelUploadBytes largest model file that is taken
 */
public record ServerLimits(Duration longestPoll, Duration heartbeat, long modelCacheBytes, long modelUploadBytes) {}
