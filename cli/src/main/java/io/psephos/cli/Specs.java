package io.psephos.cli;

import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.Rule;
import io.psephos.protocol.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The changes that options make to job specs, and the description of specs in output. */
final class Specs {
    /**
     * Seed of the split of data sets into training and test examples; the same for all, so that scores are comparable.
     */
    static final long SPLIT_SEED = 1;

    private Specs() {}

    /** Returns the spec with both its seeds replaced, or the spec itself. */
    static JobSpec reseeded(JobSpec spec, @Nullable Long seed) {
        if (seed == null) {
            return spec;
        }
        JobSpec.Model model = spec.model().withSeed(seed);
        JobSpec.Simulation old = spec.simulation();
        JobSpec.Simulation simulation =
                new JobSpec.Simulation(old.data(), old.clients(), old.partition(), seed, old.attack(), old.staleness());
        return new JobSpec(
                spec.name(),
                model,
                spec.participants(),
                spec.schedule(),
                spec.training(),
                spec.codec(),
                spec.aggregation(),
                spec.optimizer(),
                spec.robustness(),
                spec.privacy(),
                spec.evaluation(),
                spec.stop(),
                simulation);
    }

    /**
     * Returns the spec with other attackers; the tolerated number of Byzantine clients follows where votes allow it,
     * and the quorum counts honest clients only.
     *
     * @param name name of the attack; null keeps the spec's
     * @param share share of the clients that attack; null keeps the spec's
     * @throws io.psephos.coordinator.jobfile.InvalidJobException for an unknown attack, or one that does not fit
     *     the spec
     */
    static JobSpec attacked(JobSpec spec, @Nullable String name, @Nullable Double share) {
        if (name == null && share == null) {
            return spec;
        }
        if (share != null && !(share >= 0 && share < 1)) {
            throw new FailedException("--byzantine must be at least 0 and below 1, was " + share);
        }
        JobSpec.Simulation simulation = spec.simulation();
        boolean nobody = "none".equals(name) || share != null && share == 0;
        int attackers = nobody
                ? 0
                : share == null
                        ? simulation.attack().clients()
                        : (int) Math.max(1, Math.round(share * simulation.clients()));
        int cohort = spec.schedule().cohort();
        Map<String, Object> tree = new LinkedHashMap<>(JobFile.render(spec));
        put(tree, "simulation", "attack", attack(spec, nobody ? "none" : name, attackers));
        put(tree, "robustness", "byzantine", Math.min(attackers, (cohort - 1) / 2));
        put(tree, "schedule", "quorum", Math.max(1, Math.min(spec.schedule().quorum(), cohort - attackers)));
        return JobFile.parse(tree);
    }

    /** Returns the job with uncompressed updates and their mean at the server, which has the learning rate. */
    static JobSpec meanOfFloats(JobSpec spec, double learningRate) {
        Map<String, Object> tree = new LinkedHashMap<>(JobFile.render(spec));
        tree.put("codec", Map.of("scheme", CodecScheme.FLOAT32.word()));
        tree.put("aggregation", Map.of("rule", Rule.WEIGHTED_MEAN.word(), "weights", Weights.UNIFORM.word()));
        put(tree, "optimizer", "learningRate", learningRate);
        return JobFile.parse(tree);
    }

    /** The attack of that name by so many; with the options of the spec where that is the spec's own attack. */
    private static Map<String, Object> attack(JobSpec spec, @Nullable String name, int attackers) {
        JobSpec.Simulation.Attack old = spec.simulation().attack();
        Map<String, Object> attack = new LinkedHashMap<>();
        if (name == null || name.equals(old.choice().word())) {
            attack.putAll(old.choice().options());
        }
        attack.put("kind", name == null ? old.choice().word() : name);
        attack.put("clients", attackers);
        return attack;
    }

    private static void put(Map<String, Object> tree, String section, String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(tree.get(section)))
                .forEach((name, old) -> changed.put(String.valueOf(name), old));
        changed.put(key, value);
        tree.put(section, changed);
    }

    /**
     * Returns the attack of that name with default options.
     *
     * @throws FailedException for an unknown name
     */
    static Choice<AttackKind> attack(String name, Extensions extensions) {
        Optional<Extension> own = extensions.find(ExtensionFamily.ATTACK, name);
        if (own.isPresent()) {
            return Choice.of(AttackKind.EXTENSION, own.get());
        }
        return Choice.builtIn(AttackKind.class).stream()
                .filter(kind -> kind.word().equals(name))
                .findFirst()
                .map(Choice::of)
                .orElseThrow(() -> new FailedException("--attack must be one of "
                        + Stream.concat(
                                        Choice.builtIn(AttackKind.class).stream()
                                                .map(AttackKind::word),
                                        extensions.names(ExtensionFamily.ATTACK).stream())
                                .collect(Collectors.joining(", "))
                        + ", was '" + Text.printable(name) + "'"));
    }

    static String widths(JobSpec spec) {
        return spec.model().layers().stream().map(String::valueOf).collect(Collectors.joining("–"));
    }

    static String partition(JobSpec spec) {
        JobSpec.Simulation.Partition partition = spec.simulation().partition();
        return switch (partition.kind()) {
            case IID -> "equal shares";
            case NATURAL -> "whose they are";
            case SHARDS -> partition.shards() + " shards each";
            case DIRICHLET -> "Dirichlet(" + partition.alpha() + ")";
            case SIMILARITY -> "similarity " + partition.alpha();
        };
    }

    static String codec(JobSpec spec) {
        StringJoiner options = new StringJoiner(", ", " with ", "").setEmptyValue("");
        spec.codec().b().ifPresent(b -> options.add("b = " + b));
        spec.codec()
                .extension()
                .ifPresent(extension ->
                        new TreeMap<>(extension.options()).forEach((name, value) -> options.add(name + " = " + value)));
        spec.codec().options().keySet().stream()
                .sorted()
                .forEach(option ->
                        options.add(option + " = " + spec.codec().options().get(option)));
        if (spec.codec().errorFeedback()) {
            options.add("error feedback");
        }
        return spec.codec().word() + options;
    }

    static String attack(JobSpec spec) {
        JobSpec.Simulation.Attack attack = spec.simulation().attack();
        return attack.kind() == AttackKind.NONE
                ? "none"
                : attack.choice().word() + " by " + attack.clients() + " of "
                        + spec.simulation().clients();
    }
}
