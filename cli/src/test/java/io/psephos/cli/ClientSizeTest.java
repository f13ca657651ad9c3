package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.PsephosClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of the size of the SDK's dependencies. */
class ClientSizeTest {
    private static final long MEGABYTE = 1_000_000;

    @Test
    void theSdkIsBelowAMegabyte() throws Exception {
        Path home = Path.of(PsephosClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile)
                            .mapToLong(ClientSizeTest::size)
                            .sum())
                    .isPositive()
                    .isLessThan(MEGABYTE);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
