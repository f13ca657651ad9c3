package io.psephos.simulation.lab;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Problem.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A lab file: a job with lists of what is varied.
 *
 * @param job sections of a job file that all cells share
 * @param defences by name: sections that stand in place of the job's
 * @param attacks by name: the attack's kind and options
 * @param honest clients that hold the examples
 * @param byzantine numbers of attackers, beside the honest clients; the first is 0, a job without attack
 * @param heterogeneity shares of the examples that are partitioned at random
 * @param extensions that defences and attacks may name
 */
public record LabFile(
        String name,
        Map<String, Object> job,
        Map<String, Map<String, Object>> defences,
        Map<String, Map<String, Object>> attacks,
        int honest,
        List<Integer> byzantine,
        List<Double> heterogeneity,
        List<Long> seeds,
        Extensions extensions) {

    /**
     * The lab of the document, in YAML or JSON, every cell of it a job that can run.
     *
     * @throws InvalidLabException with every violation at once
     * @throws io.psephos.coordinator.jobfile.InvalidJobException when it is no mapping
     */
    public static LabFile parse(String yaml) {
        return parse(JobYaml.tree(yaml));
    }

    /**
     * The lab of a document's mapping, every cell of it a job that can run.
     *
     * @throws InvalidLabException with every violation at once
     */
    public static LabFile parse(Map<?, ?> tree) {
        return parse(tree, Extensions.NONE);
    }

    /** The same where defences and attacks may name extensions. */
    public static LabFile parse(Map<?, ?> tree, Extensions extensions) {
        List<Violation> faults = new ArrayList<>();
        LabFile file = new LabReader(tree, faults).read(extensions);
        if (faults.isEmpty()) {
            faults.addAll(Cells.of(file).faults());
        }
        if (!faults.isEmpty()) {
            throw new InvalidLabException(faults);
        }
        return file;
    }

    /** Renders the lab as a document with every key written out; {@link #parse(String)} takes it back. */
    public String render() {
        List<Map<String, Object>> named = new ArrayList<>();
        attacks.forEach((attack, options) -> {
            Map<String, Object> one = new LinkedHashMap<>(options);
            one.put("name", attack);
            named.add(one);
        });
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("job", job);
        tree.put("defences", defences);
        tree.put("attacks", named);
        tree.put("honest", honest);
        tree.put("byzantine", byzantine);
        tree.put("heterogeneity", heterogeneity);
        tree.put("seeds", seeds);
        return JobYaml.render(tree);
    }

    /** All jobs of the lab, and the places where there is none. */
    public Cells cells() {
        return Cells.of(this);
    }

    /**
     * The job file of a cell.
     *
     * @param quorum updates that suffice at the deadline
     */
    Map<String, Object> tree(Cell.Place place, long seed, int quorum) {
        Map<String, Object> tree = new LinkedHashMap<>(job);
        tree.putAll(defences.getOrDefault(place.defence(), Map.of()));
        int clients = honest + place.byzantine();
        tree.put("name", "cell");
        put(tree, "model", Map.of("seed", seed));
        if (section(tree, "schedule").getOrDefault("mode", "synchronous").equals("synchronous")) {
            put(tree, "schedule", Map.of("cohort", clients, "quorum", quorum));
        } else {
            tree.put("participants", Map.of("roster", roster(clients)));
        }
        put(tree, "robustness", Map.of("byzantine", place.byzantine()));
        Map<String, Object> attack = new LinkedHashMap<>(attacks.getOrDefault(place.attack(), Map.of("kind", "none")));
        attack.put("clients", place.byzantine());
        attack.put("holds", "copies");
        put(
                tree,
                "simulation",
                Map.of(
                        "clients",
                        clients,
                        "partition",
                        Map.of("similarity", place.similarity()),
                        "seed",
                        seed,
                        "attack",
                        attack));
        return tree;
    }

    /** A roster of all clients: filters that rely on most of them must know them. */
    private static List<String> roster(int clients) {
        return IntStream.range(0, clients).mapToObj(i -> "c-" + i).toList();
    }

    /** Merges the lab's changes into a section. */
    private static void put(Map<String, Object> tree, String key, Map<String, ?> changes) {
        Map<String, Object> section = section(tree, key);
        section.putAll(changes);
        tree.put(key, section);
    }

    private static Map<String, Object> section(Map<String, Object> tree, String key) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (tree.get(key) instanceof Map<?, ?> section) {
            section.forEach((name, value) -> copy.put(String.valueOf(name), value));
        }
        return copy;
    }
}
