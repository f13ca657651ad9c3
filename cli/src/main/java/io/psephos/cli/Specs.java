package io.psephos.cli;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.AttackKind;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Job specs as the command line changes and shows them. */
final class Specs {
    /** Everybody splits a data set into training and held-out examples with this seed, or scores would mean nothing. */
    static final long SPLIT_SEED = 1;

    private Specs() {}

    /** The spec with the seed in place of its own two, or the spec itself. */
    static JobSpec reseeded(JobSpec spec, @Nullable Long seed) {
        if (seed == null) {
            return spec;
        }
        JobSpec.Model model = spec.model().withSeed(seed);
        JobSpec.Simulation old = spec.simulation();
        JobSpec.Simulation simulation =
                new JobSpec.Simulation(old.data(), old.clients(), old.partition(), seed, old.attack());
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

    /** Weights and biases of fully connected layers. */
    static long parameterCount(JobSpec spec) {
        List<Integer> layers = spec.model().layers();
        long count = 0;
        for (int i = 1; i < layers.size(); i++) {
            count += (layers.get(i - 1) + 1L) * layers.get(i);
        }
        return count;
    }

    static String widths(JobSpec spec) {
        return spec.model().layers().stream().map(String::valueOf).collect(Collectors.joining("–"));
    }

    static String partition(JobSpec spec) {
        JobSpec.Simulation.Partition partition = spec.simulation().partition();
        return switch (partition.kind()) {
            case IID -> "equal shares";
            case SHARDS -> partition.shards() + " shards each";
            case DIRICHLET -> "Dirichlet(" + partition.alpha() + ")";
        };
    }

    static String codec(JobSpec spec) {
        StringJoiner options = new StringJoiner(", ", " with ", "").setEmptyValue("");
        spec.codec().b().ifPresent(b -> options.add("b = " + b));
        spec.codec().options().keySet().stream()
                .sorted()
                .forEach(option ->
                        options.add(option + " = " + spec.codec().options().get(option)));
        if (spec.codec().errorFeedback()) {
            options.add("error feedback");
        }
        return spec.codec().scheme().word() + options;
    }

    static String attack(JobSpec spec) {
        JobSpec.Simulation.Attack attack = spec.simulation().attack();
        return attack.kind() == AttackKind.NONE
                ? "none"
                : attack.kind().word() + " by " + attack.clients() + " of "
                        + spec.simulation().clients();
    }
}
