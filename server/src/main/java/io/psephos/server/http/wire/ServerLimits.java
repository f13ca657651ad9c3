package io.psephos.server.http.wire;

import java.time.Duration;

/**
 * Limits of polls, streams and models.
 *
 * @param longestPoll longest wait for an offer; longer ones are shortened
 * @param stall time after which a reader that takes nothing is let go
 * @param heartbeat time between comments in an event stream
 * @param streams most event streams that are open
 * @param streamsPerAddress most event streams that are open from one IPv4 address or IPv6 network
 * @param modelCacheBytes total size of cached model files
 * @param modelUploadBytes largest model file for upload
 */
public record ServerLimits(
        Duration longestPoll,
        Duration stall,
        Duration heartbeat,
        int streams,
        int streamsPerAddress,
        long modelCacheBytes,
        long modelUploadBytes) {}
