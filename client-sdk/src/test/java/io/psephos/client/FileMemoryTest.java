package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.client.update.ClientMemory;
import io.psephos.client.update.ClientMemoryContract;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.state.NamedState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of memory in files, where each access is that of a new process. */
class FileMemoryTest extends ClientMemoryContract {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path home;

    private DataDirectory data;

    @BeforeEach
    void open() {
        data = DataDirectory.open(home);
    }

    @AfterEach
    void close() {
        data.close();
    }

    /** Both updates of the contract may still be on their way. */
    @Override
    protected ClientMemory memory() {
        return new FileMemory(data, Set.of(new AssignmentId("a-1"), new AssignmentId("a-2")), NOW);
    }

    @Test
    void piecesGoIntoAFileAndBack() {
        NamedState pieces =
                NamedState.EMPTY.with("control/c", new float[] {1, 2}).with("local/x", 0.5);

        assertThat(PieceFile.read(PieceFile.write(pieces))).isEqualTo(pieces);
        assertThat(PieceFile.read(PieceFile.write(NamedState.EMPTY))).isEqualTo(NamedState.EMPTY);
    }

    @Test
    void saysWhichFileIsDamaged() throws IOException {
        Path file = Files.createDirectories(home.resolve("residuals")).resolve("j-1.local");
        Files.write(file, new byte[] {0, 0, 0, 1, 0, 1, 'x', 0x7f, 0, 0, 0});

        assertThatThrownBy(() -> memory().current(Offers.JOB))
                .isInstanceOf(PsephosClientException.class)
                .hasMessageContaining("j-1.local");
    }
}
