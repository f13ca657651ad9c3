package io.psephos.cli;

import io.psephos.simulation.sweep.InvalidSweepException;
import io.psephos.simulation.sweep.Seeds;
import io.psephos.simulation.sweep.Variation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that set keys of job files, vary them, and say where the results of many runs go. */
final class SweepOptions {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE[,VALUE…]",
            converter = Setting.class,
            description = {
                "Sets a key of the job files, such as optimizer.learningRate=0.1; of several values each is run, with "
                        + "every combination where there are several --set."
            })
    private List<Variation> variations = new ArrayList<>();

    @Option(
            names = "--seeds",
            paramLabel = "N|LIST",
            converter = SeedList.class,
            description = "Runs everything with so many seeds, from the job's own or --seed on, or with those listed.")
    private @Nullable Seeds seeds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "Where the result of each run of a sweep is kept, so that it goes on where it stopped; by default "
                        + "psephos-sweep-NAME."
            })
    private @Nullable Path folder;

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes a line for each run of a sweep there.")
    private @Nullable Path table;

    /** Whether what is asked for is a sweep, and not a run of each job file. */
    boolean ask() {
        return seeds != null
                || folder != null
                || table != null
                || variations.stream().anyMatch(Variation::varies);
    }

    /** Whether any key of the job files is set. */
    boolean setKeys() {
        return !variations.isEmpty();
    }

    List<Variation> variations() {
        return variations;
    }

    /**
     * The seeds of every setting.
     *
     * @param seed that was given with {@code --seed}
     * @throws InvalidSweepException where seeds are listed, too
     */
    Seeds seeds(@Nullable Long seed) {
        if (seeds == null) {
            return seed == null ? Seeds.ofTheJob() : Seeds.of(seed);
        }
        return seed == null ? seeds : seeds.from(seed);
    }

    /** @param job the name of the only job file's job, null where there are several */
    Path folder(@Nullable String job) {
        return folder != null
                ? folder
                : Path.of(job == null ? "psephos-sweep" : "psephos-sweep-" + job.replaceAll("[^A-Za-z0-9_-]", "-"));
    }

    @Nullable
    Path table() {
        return table;
    }

    /** A key with its values. */
    static final class Setting implements ITypeConverter<Variation> {
        @Override
        public Variation convert(String text) {
            try {
                return Variation.parse(text);
            } catch (InvalidSweepException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A number of seeds, or a list of them. */
    static final class SeedList implements ITypeConverter<Seeds> {
        @Override
        public Seeds convert(String text) {
            try {
                return Seeds.parse(text);
            } catch (InvalidSweepException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
