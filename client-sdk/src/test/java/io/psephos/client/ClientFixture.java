package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.CodecScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client with a stub server, and the little that its tests share. */
@Timeout(60)
abstract class ClientFixture {
    /** Halves every parameter: the update is half of the model. */
    static final Trainer HALVING = task -> {
        float[] parameters = task.parameters();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] /= 2;
        }
        return new Trained(parameters, 1, 10);
    };

    @TempDir
    Path data;

    StubServer server;
    final RecordingListener witness = new RecordingListener();

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(server.violations).isEmpty();
    }

    PsephosClient.Builder client() {
        return PsephosClient.builder()
                .server(server.uri())
                .enrolmentToken(StubIdentities.TOKEN)
                .dataDirectory(data.resolve("client"))
                .job(Offers.JOB)
                .listener(witness)
                .pollWait(Duration.ofMillis(50))
                .retries(new RetryPacing(Duration.ofMillis(5), Duration.ofMillis(20), Optional.empty()))
                .jitter(new Random(1));
    }

    Participation takePart(PsephosClient.Builder builder, Trainer trainer) {
        try (PsephosClient client = builder.build()) {
            return client.takePart(trainer);
        }
    }

    void offer(long... rounds) {
        for (long round : rounds) {
            server.offer(Offers.of(round, CodecScheme.FLOAT32), Offers.model());
        }
    }

    /** Takes part until the server has heard of every offer again, one way or another. */
    Participation takePartInAll(PsephosClient.Builder builder, Trainer trainer) {
        server.endJobWhenAnswered();
        return takePart(builder, trainer);
    }
}
