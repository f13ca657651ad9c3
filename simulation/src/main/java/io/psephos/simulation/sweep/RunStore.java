package io.psephos.simulation.sweep;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.store.DurableFile;
import io.psephos.simulation.store.OneWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of the runs' files, one for each run, whole or not there at all. Whatever changes a run changes its key, so
 * that a file is right for as long as it is there.
 */
public final class RunStore implements AutoCloseable {
    private static final String RUNS = "runs";
    private static final String LOCK = ".lock";
    private static final String JSON = ".json";
    private static final int TRIED_BYTES = 64 * 1024;
    /** Characters of the key in the name of a file. */
    private static final int MARK = 12;

    private static final int LONGEST_NAME = 100;
    private static final JsonMapper MAPPER = ProtocolJson.lenient();

    private final Path runs;
    private final FileChannel lock;
    private final Map<String, Path> files = new ConcurrentHashMap<>();
    private final List<String> ignored = new ArrayList<>();

    private RunStore(Path runs, FileChannel lock) {
        this.runs = runs;
        this.lock = lock;
    }

    /**
     * Opens the folder, makes it where it is missing, and tries whether results can be written there.
     *
     * @throws IOException where they cannot
     * @throws IllegalStateException while another run writes there
     */
    public static RunStore open(Path folder) throws IOException {
        Path runs = Files.createDirectories(folder).resolve(RUNS);
        FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        OneWriter.lock(lock, folder);
        try {
            RunStore store = new RunStore(Files.createDirectories(runs), lock);
            store.tryToWrite();
            store.list();
            return store;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private void tryToWrite() throws IOException {
        Path tried = runs.resolve(".tried");
        DurableFile.write(tried, new byte[TRIED_BYTES]);
        Files.delete(tried);
    }

    private void list() throws IOException {
        try (Stream<Path> all = Files.list(runs)) {
            for (Path file : all.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(DurableFile.PART)) {
                    ignored.add(name);
                    Files.delete(file);
                } else if (name.endsWith(JSON) && name.length() > MARK + JSON.length()) {
                    files.put(
                            name.substring(name.length() - MARK - JSON.length(), name.length() - JSON.length()), file);
                }
            }
        }
    }

    /** The folder of the files. */
    public Path runs() {
        return runs;
    }

    /** Names of files that were cut short or are damaged, in the order in which they were met. */
    public List<String> ignored() {
        return List.copyOf(ignored);
    }

    /** Returns the record with the key; nothing where its file cannot be read as one. */
    Optional<RunRecord> find(String key) throws IOException {
        Path file = files.get(mark(key));
        if (file == null) {
            return Optional.empty();
        }
        try {
            RunRecord found = MAPPER.readValue(Files.readAllBytes(file), RunRecord.class);
            if (found != null && found.key().equals(key)) {
                return Optional.of(found);
            }
        } catch (JacksonException e) {
            // Damaged: told below, and written anew by the next run of the same.
        }
        ignored.add(file.getFileName().toString());
        return Optional.empty();
    }

    /** Keeps the record; it is on disk when this returns. Several threads may keep records of different runs. */
    void keep(SweepRun run, RunRecord result) throws IOException {
        Path file = files.computeIfAbsent(mark(result.key()), mark -> runs.resolve(name(run, mark)));
        DurableFile.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(result));
    }

    /** The path of the file of a record, existing or not. */
    public Path file(SweepRun run, RunRecord result) {
        return files.getOrDefault(mark(result.key()), runs.resolve(name(run, mark(result.key()))));
    }

    private static String name(SweepRun run, String mark) {
        String setting = run.setting().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-.]+|-+$", "");
        return setting.substring(0, Math.min(setting.length(), LONGEST_NAME)) + "-seed-" + run.seed() + "-" + mark
                + JSON;
    }

    private static String mark(String key) {
        return key.substring(0, Math.min(MARK, key.length()));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
