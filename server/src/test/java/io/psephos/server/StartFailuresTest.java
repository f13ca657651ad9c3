package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

class StartFailuresTest {
    private static final Throwable FAILURE = new IllegalStateException("no disk");

    @Test
    void onlyAServersOwnAreKeptQuiet() {
        try (GenericApplicationContext server = new GenericApplicationContext();
                GenericApplicationContext app = new GenericApplicationContext()) {
            server.getBeanFactory().registerSingleton(PsephosServer.ALGORITHMS, "algorithms");

            assertThat(new StartFailures(server).reportException(FAILURE)).isTrue();
            assertThat(new StartFailures(app).reportException(FAILURE)).isFalse();
            assertThat(new StartFailures(null).reportException(FAILURE)).isFalse();
        }
    }
}
