package io.psephos.simulation.lab;

import io.psephos.coordinator.job.JobState;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Sha256;
import io.psephos.simulation.ModelFit;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.store.JobText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A lab of cells, which are run several at a time, each on one thread. Finished cells stand in {@code cells.jsonl}; a
 * later run continues from there, and computes again what has changed.
 */
public final class Lab {
    private static final int KEY_BYTES = 16;

    private final LabFile file;
    private final Function<String, DataSet> sets;
    private final Path directory;
    private final Map<Cell, CellResult> done = new ConcurrentHashMap<>();

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
     * @throws InvalidLabException when a job cannot run on its data
     * @throws IllegalStateException when a simulation cannot go on, or another run writes to the same directory; what was
     *     done before is among the {@link #results()}
     */
    public List<CellResult> run(int threads, Consumer<Step> listener) throws IOException, InterruptedException {
        List<Cell> cells = file.cells().all();
        requireFit(cells);
        Files.createDirectories(directory);
        List<String> keys = cells.stream().map(this::key).toList();
        try (CellStore store = new CellStore(directory.resolve("cells.jsonl"))) {
            List<Cell> missing = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                CellResult known = store.result(keys.get(i));
                if (known == null) {
                    missing.add(cells.get(i));
                } else {
                    done.put(cells.get(i), known.in(cells.get(i)));
                    listener.accept(new Step(known.in(cells.get(i)), true, done.size(), cells.size()));
                }
            }
            compute(missing, threads, store, listener);
        }
        return results();
    }

    /** Returns the results that are there, in the order of the lab file; not all of them where a run ended early. */
    public List<CellResult> results() {
        return file.cells().all().stream()
                .flatMap(cell -> Stream.ofNullable(done.get(cell)))
                .toList();
    }

    private void requireFit(List<Cell> cells) {
        Set<Violation> faults = new LinkedHashSet<>();
        for (Cell cell : cells) {
            DataSet data = sets.apply(cell.spec().simulation().data());
            ModelFit.faultsAlone(cell.spec(), data)
                    .forEach(fault -> faults.add(new Violation("job." + fault.path(), fault.code(), fault.detail())));
        }
        if (!faults.isEmpty()) {
            throw new InvalidLabException(List.copyOf(faults));
        }
    }

    private record Computed(Cell cell, CellResult result) {}

    private void compute(List<Cell> missing, int threads, CellStore store, Consumer<Step> listener)
            throws IOException, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            CompletionService<Computed> running = new ExecutorCompletionService<>(workers);
            missing.forEach(cell -> running.submit(() -> new Computed(cell, result(cell))));
            List<Throwable> failures = new ArrayList<>();
            int all = done.size() + missing.size();
            for (int i = 0; i < missing.size(); i++) {
                try {
                    Computed computed = running.take().get();
                    store.add(computed.result());
                    done.put(computed.cell(), computed.result());
                    listener.accept(new Step(computed.result(), false, done.size(), all));
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
            if (!failures.isEmpty()) {
                throw new IllegalStateException(
                        failures.size() + " of " + all + " cells cannot be computed, the first: "
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
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new IllegalStateException(cell + ": " + e.getMessage(), e);
        }
        if (!run.state().hasEnded()) {
            return CellResult.unfinished(key(cell), cell, run.end().kind());
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
                run.end().kind().word(),
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
        String text = JobText.of(cell.spec()) + size(data.training()) + size(data.heldOut());
        return HexFormat.of().formatHex(Sha256.of(text), 0, KEY_BYTES);
    }

    private static String size(Examples examples) {
        return " " + examples.count() + " x " + examples.featureCount();
    }
}
