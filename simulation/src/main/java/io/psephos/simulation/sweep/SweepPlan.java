package io.psephos.simulation.sweep;

import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The runs of a sweep: every job file with every combination of values, with every seed.
 *
 * @param runs all settings with their first seeds, then with their second ones, and so on
 * @param keys that have more than one value, each with a name that is as short as it can be
 * @param severalJobs whether there are several job files
 */
public record SweepPlan(List<SweepRun> runs, Map<String, String> keys, boolean severalJobs) {
    /** Most runs of a sweep. */
    public static final int MOST_RUNS = 10_000;

    public SweepPlan {
        runs = List.copyOf(runs);
    }

    /**
     * A job file to vary.
     *
     * @param file its name, for messages
     */
    public record Job(String file, Map<?, ?> tree) {}

    /**
     * The plan, each job of which can run.
     *
     * @param check throws where a job cannot run for reasons beyond its file; is asked for one seed of each setting
     * @throws InvalidSweepException with everything that is wrong with any of the jobs
     */
    public static SweepPlan of(List<Job> jobs, List<Variation> variations, Seeds seeds, Consumer<JobSpec> check) {
        return of(jobs, variations, seeds, check, Extensions.NONE);
    }

    /** The same where jobs may name extensions. */
    public static SweepPlan of(
            List<Job> jobs, List<Variation> variations, Seeds seeds, Consumer<JobSpec> check, Extensions extensions) {
        return new Planning(jobs, variations, seeds, check, extensions).plan();
    }

    /** Whether the runs differ in more than their seeds. */
    public boolean hasSettings() {
        return severalJobs || !keys.isEmpty();
    }

    /** The runs of each setting, by what differs. */
    public Map<String, List<SweepRun>> settings() {
        Map<String, List<SweepRun>> settings = new LinkedHashMap<>();
        for (SweepRun run : runs) {
            settings.computeIfAbsent(run.setting(), setting -> new ArrayList<>())
                    .add(run);
        }
        return settings;
    }
}
