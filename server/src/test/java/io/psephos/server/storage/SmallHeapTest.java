package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of frames that together are larger than the heap, in a process of their own. */
final class SmallHeapTest {
    private static final int FRAMES = 40;
    private static final int BYTES = 2_000_000;

    @TempDir
    private Path directory;

    /** 80 MB a round in a heap of 48 MB: nothing is lost, and the files hold little more than what is open. */
    @Test
    void aRoundMayBeLargerThanTheHeap() {
        Path data = directory.resolve("data");

        try (ChildJvm child = ChildJvm.start(
                directory.resolve("errors.txt"),
                List.of("-Xmx48m"),
                LargeRoundProcess.class,
                data.toString(),
                "3",
                "" + FRAMES,
                "" + BYTES)) {
            child.await(5);
            assertThat(child.lines())
                    .containsExactly("accepted 40", "published 1", "accepted 40", "published 2", "accepted 40");
        }

        long models = 2 * BYTES;
        assertThat(size(data) - models).as("bytes of files but for the models").isLessThan(3L * FRAMES * BYTES / 2);
        try (Storage storage = Storage.inDirectory(data)) {
            AtomicInteger intact = new AtomicInteger();
            storage.journal().accepted(JOB, update -> {
                assertThat(update.frame()).isEqualTo(LargeRoundProcess.frame(update.assignment(), BYTES));
                intact.incrementAndGet();
            });
            assertThat(intact).hasValue(FRAMES);
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
