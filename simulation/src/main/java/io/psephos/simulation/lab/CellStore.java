package io.psephos.simulation.lab;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.store.OneWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The file of finished cells, a JSON line each, on disk as soon as they are there. A line that was cut short, or is no
 * cell for another reason, counts as none.
 */
final class CellStore implements AutoCloseable {
    private final FileChannel file;
    private final Map<String, CellResult> known = new HashMap<>();

    /**
     * Opens the file and reads its cells.
     *
     * @throws IllegalStateException while another run writes to the file
     */
    CellStore(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        OneWriter.lock(file, path);
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8); // of a torn disk, too
        text.lines().forEach(this::read);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            write("\n");
        }
    }

    private void read(String line) {
        try {
            CellResult result = ProtocolJson.lenient().readValue(line, CellResult.class);
            if (result != null && result.key() != null) {
                known.put(result.key(), result);
            }
        } catch (JacksonException e) {
            // Cut short when the run was killed: the cell is computed again.
        }
    }

    synchronized @Nullable CellResult result(String key) {
        return known.get(key);
    }

    synchronized void add(CellResult result) throws IOException {
        write(ProtocolJson.strict().writeValueAsString(result) + "\n");
        file.force(false);
        known.put(result.key(), result);
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
