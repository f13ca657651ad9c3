package io.psephos.coordinator.jobfile;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Holds;
import io.psephos.protocol.JobSpec.Evaluation;
import io.psephos.protocol.JobSpec.Simulation;
import io.psephos.protocol.JobSpec.Simulation.Attack;
import io.psephos.protocol.JobSpec.Simulation.Partition;
import io.psephos.protocol.JobSpec.Simulation.Staleness;
import io.psephos.protocol.PartitionKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of simulated clients. */
final class SimulationKeys {
    private static final int MOST_CLIENTS = 100_000_000;
    private static final String IID = PartitionKind.IID.word();
    private static final String NATURAL = PartitionKind.NATURAL.word();
    private static final List<String> WORDS = List.of(IID, NATURAL);

    private static final Key<Double> DIRICHLET = Key.number("dirichlet", 1, 1e-6, 1e9)
            .means(
                    "Concentration α of the Dirichlet draw of each class over clients: 0.1 is very unlike, 100 nearly iid.");
    private static final Key<Integer> SHARDS = Key.whole("shards", 2, 1, 1_000_000)
            .means("Shards a client, of examples sorted by class: 2 gives most clients two classes.");
    private static final Key<Double> SIMILARITY = Key.number("similarity", 1, 0, 1)
            .means(
                    "Share γ of examples that is dealt at random, the rest sorted by class: 0 is a class of one's own, 1 is"
                            + " iid.");
    private static final Key<ConfigSection> PARTITION = Key.mapping(
                    "partition",
                    WORDS,
                    "",
                    Section.form("A Dirichlet draw of each class over clients.", DIRICHLET),
                    Section.form("Shards of examples sorted by class.", SHARDS),
                    Section.form("A share at random, the rest by class.", SIMILARITY))
            .usually("`iid`")
            .means("Who holds which examples, that is, how non-IID clients are: `iid`, `natural`, each client of"
                    + " the data by itself, or one of these forms.");

    private static final Key<Choice<AttackKind>> ATTACK_KIND = Key.kind(
                    "kind", AttackKind.NONE, Family.extensible("Attacks", AttackKind.values()))
            .means("What attackers send in place of an honest update.");
    private static final Key<Integer> ATTACKERS = Key.whole("clients", 0, 0, MOST_CLIENTS)
            .means("How many clients attack: the first ones. At most all, and 0 without an attack.");
    private static final Key<Holds> HOLDS = Key.word("holds", Holds.SHARES)
            .means(
                    "What attackers train on: `shares` like everybody's, or `copies` of honest shares where the honest hold"
                            + " all examples.");
    private static final Key<ConfigSection> ATTACK = Key.mapping(
                    "attack",
                    Section.form("An attack by its kind, with its options beside it.", ATTACK_KIND, ATTACKERS, HOLDS))
            .usually("none")
            .means("What the Byzantine ones of the simulated clients do.");

    private static final Key<Double> MEAN = Key.number("mean", 6, 0, 1_000_000)
            .means("Mean of the versions that updates lie behind; it sets how many are on their way at a time.");
    private static final Key<Double> DEVIATION = Key.number("deviation", 2, 0, 1_000_000)
            .means("Standard deviation of the versions that updates lie behind.");
    private static final Key<ConfigSection> STALENESS = Key.mapping(
                    "staleness", Section.form("A normal draw, rounded, not below 0.", MEAN, DEVIATION))
            .usually("none: clients take as long as they train")
            .means("How far updates lie behind in a simulated job that is not synchronous, in versions.");

    private static final Key<String> DATA = Key.name("data", "digits")
            .usually("`evaluation.set`")
            .means(
                    "Data set whose training examples the clients hold: `digits` is built in, one of your own is `x-…`.");
    private static final Key<Integer> CLIENTS =
            Key.whole("clients", 20, 1, MOST_CLIENTS).means("Clients that hold the examples between them.");
    private static final Key<Long> SEED = Key.whole("seed", 1L, 0, JobFile.MAX_EXACT)
            .means("Seed of the partition and of every draw of the clients; the server's own is `model.seed`.");

    static final Section SECTION = Section.of(
            "simulation",
            "The clients of `psephos simulate`, `demo` and `attack-lab`; a server ignores them.",
            "optimizer: {learningRate: 0.01}\n"
                    + "simulation: {clients: 50, partition: {dirichlet: 0.3}, attack: {kind: sign-flip, clients: 5}}",
            DATA,
            CLIENTS,
            PARTITION,
            SEED,
            ATTACK,
            STALENESS);

    private SimulationKeys() {}

    /** The data set that clients are simulated on, which is that of an evaluation that names none. */
    static String data(ConfigSection section) {
        return section.peek("data").filter(ConfigSection::isName).orElse("digits");
    }

    static Simulation parse(ConfigSection section, Evaluation evaluation) {
        Simulation simulation = new Simulation(
                DATA.read(section, evaluation.set()),
                CLIENTS.read(section),
                partition(section),
                SEED.read(section),
                attack(ATTACK.read(section)),
                staleness(section));
        section.end();
        return simulation;
    }

    private static Partition partition(ConfigSection section) {
        if (!section.isSection(PARTITION.name())) {
            String word = section.text(
                    PARTITION.name(),
                    IID,
                    WORDS::contains,
                    "must be iid, natural, {dirichlet: α}, {shards: n} or {similarity: γ}");
            return new Partition(NATURAL.equals(word) ? PartitionKind.NATURAL : PartitionKind.IID, 0, 0);
        }
        ConfigSection partition = PARTITION.read(section);
        Partition parsed = partitionByNumber(partition);
        partition.end();
        return parsed;
    }

    private static Partition partitionByNumber(ConfigSection partition) {
        if (SHARDS.isIn(partition)) {
            return new Partition(PartitionKind.SHARDS, 0, SHARDS.read(partition));
        }
        if (SIMILARITY.isIn(partition)) {
            return new Partition(PartitionKind.SIMILARITY, SIMILARITY.read(partition), 0);
        }
        return new Partition(PartitionKind.DIRICHLET, DIRICHLET.read(partition), 0);
    }

    private static Attack attack(ConfigSection section) {
        Attack attack = new Attack(ATTACK_KIND.read(section), ATTACKERS.read(section), HOLDS.read(section));
        section.end();
        return attack;
    }

    private static Optional<Staleness> staleness(ConfigSection section) {
        if (!STALENESS.isIn(section)) {
            return Optional.empty();
        }
        ConfigSection normal = STALENESS.read(section);
        Staleness staleness = new Staleness(MEAN.read(normal), DEVIATION.read(normal));
        normal.end();
        return Optional.of(staleness);
    }

    static Map<String, Object> render(Simulation simulation) {
        SectionWriter tree = new SectionWriter()
                .put(DATA, simulation.data())
                .put(CLIENTS, simulation.clients())
                .put(PARTITION.name(), partition(simulation.partition()))
                .put(SEED, simulation.seed())
                .put(ATTACK.name(), attack(simulation.attack()));
        simulation.staleness().ifPresent(normal -> tree.put(STALENESS.name(), staleness(normal)));
        return tree.entries();
    }

    private static Object partition(Partition partition) {
        SectionWriter tree = new SectionWriter();
        return switch (partition.kind()) {
            case IID -> IID;
            case NATURAL -> NATURAL;
            case SHARDS -> tree.put(SHARDS, partition.shards()).entries();
            case DIRICHLET -> tree.put(DIRICHLET, partition.alpha()).entries();
            case SIMILARITY -> tree.put(SIMILARITY, partition.alpha()).entries();
        };
    }

    private static Map<String, Object> attack(Attack attack) {
        return new SectionWriter()
                .put(ATTACK_KIND, attack.choice())
                .putOptions(attack.choice())
                .put(ATTACKERS, attack.clients())
                .put(HOLDS, attack.holds())
                .entries();
    }

    private static Map<String, Object> staleness(Staleness normal) {
        return new SectionWriter()
                .put(MEAN, normal.mean())
                .put(DEVIATION, normal.deviation())
                .entries();
    }
}
