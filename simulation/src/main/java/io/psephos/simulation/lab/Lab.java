package io.psephos.simulation.lab;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Sha256;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.UnfinishedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.SerializationFeature;

/**
 * A lab of cells, which are run several at a time, each on one thread. Finished cells stand in {@code cells.jsonl}; a
 * later run continues from there, and computes again what has changed.
 */
public final class Lab {
    private static final int KEY_BYTES = 16;

    private final LabFile file;
    private final Function<String, DataSet> sets;
    private final Path directory;

    /**
     * @param sets data sets by name
     * @param directory made where it is missing
     */
    public Lab(LabFile file, Function<String, DataSet> sets, Path directory) {
        this.file = file;
        this.sets = sets;
        this.directory = directory;
    }

    /** A cell that is done. */
    public record Step(CellResult result, boolean reused, int done, int all) {}

    /**
     * Runs all cells and returns their results in the order of the lab file.
     *
     * @param threads cells at the same time
     * @param listener hears of each, on the calling thread
     * @throws IllegalStateException when a simulation cannot go on, or another run writes to the same directory
     */
    public List<CellResult> run(int threads, Consumer<Step> listener) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        List<Cell> cells = file.cells().all();
        List<String> keys = cells.stream().map(this::key).toList();
        try (CellStore store = new CellStore(directory.resolve("cells.jsonl"))) {
            int done = 0;
            List<Cell> missing = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                CellResult known = store.result(keys.get(i));
                if (known == null) {
                    missing.add(cells.get(i));
                } else {
                    listener.accept(new Step(known.in(cells.get(i)), true, ++done, cells.size()));
                }
            }
            compute(missing, threads, store, new Counted(listener, done, cells.size()));
            List<CellResult> results = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                CellResult result = store.result(keys.get(i));
                if (result != null) {
                    results.add(result.in(cells.get(i)));
                }
            }
            return results;
        }
    }

    private record Counted(Consumer<Step> listener, int reused, int all) {}

    private void compute(List<Cell> missing, int threads, CellStore store, Counted counted)
            throws IOException, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            CompletionService<CellResult> running = new ExecutorCompletionService<>(workers);
            missing.forEach(cell -> running.submit(() -> result(cell)));
            List<Throwable> failures = new ArrayList<>();
            int done = counted.reused();
            for (int i = 0; i < missing.size(); i++) {
                try {
                    CellResult result = running.take().get();
                    store.add(result);
                    counted.listener().accept(new Step(result, false, ++done, counted.all()));
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
            if (!failures.isEmpty()) {
                throw new IllegalStateException(
                        failures.size() + " of " + counted.all() + " cells cannot be computed, the first: "
                                + failures.get(0).getMessage(),
                        failures.get(0));
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private CellResult result(Cell cell) throws InterruptedException {
        JobSpec spec = cell.spec();
        SimulationResult run;
        try {
            run = new Simulation(spec, sets.apply(spec.simulation().data()), 1).run(event -> {});
        } catch (UnfinishedException e) {
            return CellResult.unfinished(key(cell), cell, e.reason());
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new IllegalStateException(cell + ": " + e.getMessage(), e);
        }
        Cell.Place place = cell.place();
        boolean finished = run.state() == JobState.FINISHED;
        double best = run.metrics().stream()
                .filter(metric -> metric.name().equals("accuracy"))
                .mapToDouble(metric -> metric.value())
                .max()
                .orElse(0);
        return new CellResult(
                key(cell),
                place.defence(),
                place.attack(),
                place.byzantine(),
                place.similarity(),
                cell.seed(),
                run.state().word(),
                finished && Double.isFinite(run.accuracy()) ? run.accuracy() : 0,
                best,
                Double.isFinite(run.backdoorSuccess()) ? run.backdoorSuccess() : null,
                run.rounds(),
                run.refused(),
                run.elapsed().toNanos() / 1e9,
                run.digest());
    }

    /** Digest of the cell's job file and the size of its data. */
    private String key(Cell cell) {
        DataSet data = sets.apply(cell.spec().simulation().data());
        String text = ProtocolJson.strict()
                        .writer()
                        .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                        .writeValueAsString(JobFile.render(cell.spec()))
                + size(data.training())
                + size(data.heldOut());
        return HexFormat.of().formatHex(Sha256.of(text), 0, KEY_BYTES);
    }

    private static String size(Examples examples) {
        return " " + examples.count() + " x " + examples.featureCount();
    }
}
