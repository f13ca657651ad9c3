package io.psephos.simulation.sweep;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem.Violation;
import io.psephos.simulation.store.JobText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The making of a plan, which collects what is wrong with any of its jobs. */
final class Planning {
    private static final String SEED = "simulation.seed";
    private static final String MODEL_SEED = "model.seed";
    /** What results are told by. */
    private static final Set<String> RESULTS = Set.of("job", "seed", "accuracy", "rounds", "kind");

    private final List<SweepPlan.Job> jobs;
    private final List<Variation> variations;
    private final Seeds seeds;
    private final Consumer<JobSpec> check;
    private final Extensions extensions;
    private final Map<String, String> keys;
    private final SweepFaults faults;
    private final Map<String, String> settingsByJob = new HashMap<>();

    Planning(
            List<SweepPlan.Job> jobs,
            List<Variation> variations,
            Seeds seeds,
            Consumer<JobSpec> check,
            Extensions extensions) {
        this.extensions = extensions;
        this.jobs = jobs;
        this.variations = variations;
        this.seeds = seeds;
        this.check = check;
        this.faults = new SweepFaults(!variations.isEmpty());
        this.keys = names(variations.stream().filter(Variation::varies).toList());
    }

    SweepPlan plan() {
        requireKeysOnce();
        requireFewRuns();
        List<List<SweepRun>> settings = new ArrayList<>();
        for (SweepPlan.Job job : jobs) {
            for (Map<String, @Nullable Object> set : combinations()) {
                settings.add(setting(job, set));
            }
        }
        faults.throwIfAny();
        List<SweepRun> runs = new ArrayList<>();
        for (int seed = 0; seed < seeds.runs(); seed++) {
            for (List<SweepRun> setting : settings) {
                runs.add(setting.get(seed));
            }
        }
        return new SweepPlan(runs, keys, jobs.size() > 1);
    }

    private void requireKeysOnce() {
        for (int i = 0; i < variations.size(); i++) {
            Variation later = variations.get(i);
            for (Variation earlier : variations.subList(0, i)) {
                if (earlier.key().equals(later.key())) {
                    throw new InvalidSweepException(
                            "--set " + later.key() + " stands twice; name all its values in one, separated by commas");
                }
                if (later.covers(earlier.key())) {
                    throw new InvalidSweepException(
                            "--set " + later.key() + " would undo --set " + earlier.key() + " before it; put it first");
                }
            }
            if (!seeds.areTheJobs() && (later.key().equals(SEED) || later.key().equals(MODEL_SEED))) {
                throw new InvalidSweepException(
                        "--set " + later.key() + " and --seed or --seeds set the same; leave one out");
            }
        }
    }

    private void requireFewRuns() {
        StringJoiner product = new StringJoiner(" × ");
        double all = (double) jobs.size() * seeds.runs();
        if (jobs.size() > 1) {
            product.add(jobs.size() + " job files");
        }
        for (Variation variation : variations) {
            all *= variation.values().size();
            product.add(variation.values().size() + " of " + variation.key());
        }
        product.add(seeds.runs() + " seeds");
        if (all > SweepPlan.MOST_RUNS) {
            throw new InvalidSweepException(product + " are " + String.format(Locale.ROOT, "%,.0f", all)
                    + " runs; a sweep has at most " + String.format(Locale.ROOT, "%,d", SweepPlan.MOST_RUNS));
        }
    }

    /** Every combination of values, the last key's changing fastest. */
    private List<Map<String, @Nullable Object>> combinations() {
        List<Map<String, @Nullable Object>> all = List.of(Map.of());
        for (Variation variation : variations) {
            List<Map<String, @Nullable Object>> longer = new ArrayList<>();
            for (Map<String, @Nullable Object> shorter : all) {
                for (Object value : variation.values()) {
                    Map<String, @Nullable Object> one = new LinkedHashMap<>(shorter);
                    one.put(variation.key(), value);
                    longer.add(one);
                }
            }
            all = longer;
        }
        return all;
    }

    /** The runs of a setting; none where it has faults. */
    private List<SweepRun> setting(SweepPlan.Job job, Map<String, @Nullable Object> set) {
        String label = label(job, set);
        faults.count(job.file());
        Map<?, ?> tree = job.tree();
        try {
            for (Map.Entry<String, @Nullable Object> entry : set.entrySet()) {
                tree = JobTree.with(tree, entry.getKey(), entry.getValue());
            }
            List<SweepRun> runs = new ArrayList<>();
            for (long seed :
                    seeds.forJob(JobFile.parse(tree, extensions).simulation().seed())) {
                runs.add(new SweepRun(label, name(job), set, seed, seeded(tree, seed)));
            }
            check.accept(runs.get(0).spec());
            String same = settingsByJob.putIfAbsent(JobText.of(runs.get(0).spec()), label);
            if (same != null) {
                faults.add(job.file(), label, "makes the same job as " + same + "; leave one of them out");
            }
            return runs;
        } catch (InvalidJobException e) {
            for (Violation violation : e.violations()) {
                faults.add(job.file(), label, asked(violation, tree));
            }
        } catch (InvalidSweepException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            faults.add(job.file(), label, String.valueOf(e.getMessage()));
        }
        return List.of();
    }

    private JobSpec seeded(Map<?, ?> tree, long seed) {
        return JobFile.parse(
                seeds.areTheJobs() ? tree : JobTree.with(JobTree.with(tree, SEED, seed), MODEL_SEED, seed), extensions);
    }

    /**
     * The violation, of an unknown key with the question whether another was meant: also one that stands in the file
     * beside it.
     */
    private Violation asked(Violation violation, Map<?, ?> tree) {
        if (!violation.code().equals("unknown-key")) {
            return violation;
        }
        try {
            JobFile.parse(JobTree.alone(tree, violation.path()), extensions);
        } catch (InvalidJobException e) {
            return e.violations().stream()
                    .filter(other ->
                            other.code().equals("unknown-key") && other.path().equals(violation.path()))
                    .findFirst()
                    .orElse(violation);
        }
        return violation;
    }

    /** What differs in words. */
    private String label(SweepPlan.Job job, Map<String, @Nullable Object> set) {
        StringJoiner label = new StringJoiner(", ");
        if (jobs.size() > 1) {
            label.add(name(job));
        }
        keys.forEach((key, name) -> label.add(name + " " + Values.text(set.get(key))));
        return label.length() == 0 ? name(job) : label.toString();
    }

    /** The name of a job, or where several have the same, of its file. */
    private String name(SweepPlan.Job job) {
        long same = jobs.stream()
                .filter(other -> ownName(other).equals(ownName(job)))
                .count();
        return same == 1 ? ownName(job) : job.file();
    }

    private static String ownName(SweepPlan.Job job) {
        return job.tree().get("name") instanceof String name ? name : "job";
    }

    /** The keys by name: the last word, or the whole key where that is not clear in a table of results. */
    private static Map<String, String> names(List<Variation> varied) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Variation variation : varied) {
            long same = varied.stream()
                    .filter(other -> other.shortKey().equals(variation.shortKey()))
                    .count();
            boolean clear = same == 1 && !RESULTS.contains(variation.shortKey());
            names.put(variation.key(), clear ? variation.shortKey() : variation.key());
        }
        return Collections.unmodifiableMap(names);
    }
}
