package io.psephos.coordinator.jobfile;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.JobSpec.Evaluation;
import io.psephos.protocol.JobSpec.Holds;
import io.psephos.protocol.JobSpec.PartitionKind;
import io.psephos.protocol.JobSpec.Simulation;
import java.util.Locale;
import java.util.Optional;

/** The parser of the keys about simulated clients. */
final class SimulationKeys {
    private SimulationKeys() {}

    static Simulation parse(ConfigSection section, Evaluation evaluation) {
        Simulation simulation = new Simulation(
                section.name("data", evaluation.set()),
                section.whole("clients", 20, 1, 100_000_000),
                partition(section),
                section.whole("seed", 1L, 0, JobFile.MAX_EXACT),
                attack(section.section("attack")),
                staleness(section));
        section.end();
        return simulation;
    }

    private static Simulation.Partition partition(ConfigSection section) {
        if (!section.isSection("partition")) {
            String word = section.text(
                    "partition", "iid", "iid"::equals, "must be iid, {dirichlet: α}, {shards: n} or {similarity: γ}");
            return new Simulation.Partition(PartitionKind.valueOf(word.toUpperCase(Locale.ROOT)), 0, 0);
        }
        ConfigSection partition = section.section("partition");
        Simulation.Partition parsed = partitionByNumber(partition);
        partition.end();
        return parsed;
    }

    private static Simulation.Partition partitionByNumber(ConfigSection partition) {
        if (partition.has("shards")) {
            return new Simulation.Partition(PartitionKind.SHARDS, 0, partition.whole("shards", 2, 1, 1_000_000));
        }
        if (partition.has("similarity")) {
            return new Simulation.Partition(PartitionKind.SIMILARITY, partition.number("similarity", 1, 0, 1), 0);
        }
        return new Simulation.Partition(PartitionKind.DIRICHLET, partition.number("dirichlet", 1, 1e-6, 1e9), 0);
    }

    private static Simulation.Attack attack(ConfigSection section) {
        Simulation.Attack attack = new Simulation.Attack(
                section.options(section.choice("kind", AttackKind.NONE)),
                section.whole("clients", 0, 0, 100_000_000),
                section.choice("holds", Holds.SHARES));
        section.end();
        return attack;
    }

    private static Optional<Simulation.Staleness> staleness(ConfigSection section) {
        if (!section.has("staleness")) {
            return Optional.empty();
        }
        ConfigSection normal = section.section("staleness");
        Simulation.Staleness staleness = new Simulation.Staleness(
                normal.number("mean", 6, 0, 1_000_000), normal.number("deviation", 2, 0, 1_000_000));
        normal.end();
        return Optional.of(staleness);
    }
}
