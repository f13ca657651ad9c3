package io.psephos.client;

import io.psephos.client.update.UpdatePipeline;
import io.psephos.protocol.JobId;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The settings of a client, as given to the builder. */
record Settings(
        Origin server,
        @Nullable String enrolmentToken,
        Path dataDirectory,
        @Nullable JobId job,
        @Nullable String name,
        Capabilities capabilities,
        ProgressListener listener,
        CoinSource coins,
        UpdatePipeline pipeline,
        @Nullable HttpClient http,
        Duration pollWait,
        Duration connectTimeout,
        Duration requestTimeout,
        RetryPacing pacing,
        SecureRandom random,
        RandomGenerator jitter,
        InstantSource clock) {}
