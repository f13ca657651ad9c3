package io.psephos.simulation.lab;

import io.psephos.protocol.Extensions;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A reader of lab files that notes every fault in their own keys. */
final class LabReader {
    private static final Set<String> KEYS =
            Set.of("name", "job", "defences", "attacks", "honest", "byzantine", "heterogeneity", "seeds");
    private static final int MOST_CLIENTS = 10_000;
    private static final double MOST_EXACT = 1L << 53;

    private final Map<?, ?> tree;
    private final List<Violation> faults;

    LabReader(Map<?, ?> tree, List<Violation> faults) {
        this.tree = tree;
        this.faults = faults;
    }

    LabFile read(Extensions extensions) {
        for (Object key : tree.keySet()) {
            if (!(key instanceof String name) || !KEYS.contains(name)) {
                fault(Text.printable(String.valueOf(key)), "unknown-key", "is no key of a lab file");
            }
        }
        Map<String, Object> job = mapping("job", tree.get("job"));
        return new LabFile(
                tree.get("name") instanceof String name ? name : text("name"),
                job,
                defences(),
                attacks(),
                numbers("honest", List.of(10), 1, MOST_CLIENTS, true).get(0).intValue(),
                byzantine(),
                numbers("heterogeneity", List.of(1), 0, 1, false).stream()
                        .map(Number::doubleValue)
                        .toList(),
                numbers("seeds", List.of(1), 0, MOST_EXACT, true).stream()
                        .map(Number::longValue)
                        .toList(),
                extensions);
    }

    /** Numbers of attackers, 0 before all others: what a defence costs in peace is asked of every lab. */
    private List<Integer> byzantine() {
        List<Integer> given = numbers("byzantine", List.of(1, 2, 3, 4), 0, MOST_CLIENTS, true).stream()
                .map(Number::intValue)
                .toList();
        return Stream.concat(Stream.of(0), given.stream()).distinct().toList();
    }

    private String text(String key) {
        if (tree.get(key) != null) {
            fault(key, "wrong-type", "must be a text, was " + shown(tree.get(key)));
        }
        return "lab";
    }

    private Map<String, Map<String, Object>> defences() {
        Map<String, Map<String, Object>> defences = new LinkedHashMap<>();
        mapping("defences", tree.get("defences"))
                .forEach((name, sections) -> defences.put(name, mapping("defences." + name, sections)));
        if (defences.isEmpty() && tree.get("defences") == null) {
            fault("defences", "required", "a lab needs at least one defence, {} under a name for the job as it is");
        }
        return defences;
    }

    private Map<String, Map<String, Object>> attacks() {
        Map<String, Map<String, Object>> attacks = new LinkedHashMap<>();
        Object value = tree.get("attacks");
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            fault(
                    "attacks",
                    value == null ? "required" : "wrong-type",
                    "must be a list of attacks, was " + shown(value));
            return attacks;
        }
        for (int i = 0; i < list.size(); i++) {
            String path = "attacks[" + i + "]";
            Map<String, Object> attack = new LinkedHashMap<>(
                    list.get(i) instanceof String kind ? Map.of("kind", kind) : mapping(path, list.get(i)));
            for (String key : List.of("clients", "holds")) {
                if (attack.remove(key) != null) {
                    fault(path + "." + key, "contradiction", "is set by the lab itself and must not be given here");
                }
            }
            Object name = attack.remove("name");
            String named = name == null ? nameOf(attack) : String.valueOf(name);
            if ("none".equals(attack.get("kind"))) {
                fault(path, "contradiction", "every lab has its jobs in peace, which need no attack");
            } else if (attacks.put(named, attack) != null) {
                fault(
                        path,
                        "contradiction",
                        "must be unique among the attacks' names, there is another '" + Text.printable(named) + "'");
            }
        }
        return attacks;
    }

    /** The name of an attack by default: its kind and options. */
    private static String nameOf(Map<String, Object> attack) {
        StringJoiner name = new StringJoiner(" ");
        attack.forEach((key, value) -> name.add(key.equals("kind") ? String.valueOf(value) : key + " " + value));
        return name.toString();
    }

    private Map<String, Object> mapping(String path, @Nullable Object value) {
        Map<String, Object> mapping = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> {
                if (entry != null) {
                    mapping.put(String.valueOf(key), entry);
                }
            });
        } else if (value != null) {
            fault(path, "wrong-type", "must be a mapping, was " + shown(value));
        }
        return mapping;
    }

    /** The value as a list of different numbers. */
    private List<Number> numbers(String key, List<? extends Number> otherwise, double min, double max, boolean whole) {
        Object value = tree.get(key);
        if (value == null) {
            return List.copyOf(otherwise);
        }
        boolean many = !key.equals("honest");
        List<?> given = value instanceof List<?> list && many ? list : List.of(value);
        List<Number> numbers = new ArrayList<>();
        for (Object one : given) {
            if (one instanceof Number number && isWithin(number, min, max, whole) && !numbers.contains(number)) {
                numbers.add(number);
            } else {
                fault(
                        key,
                        "out-of-range",
                        "must be " + (many ? "different numbers, " : "") + (whole ? "whole, " : "") + Text.plain(min)
                                + " to " + Text.plain(max) + ", was " + shown(one));
            }
        }
        if (given.isEmpty()) {
            fault(key, "out-of-range", "must name at least one number");
        }
        return numbers.isEmpty() ? List.copyOf(otherwise) : numbers;
    }

    private static boolean isWithin(Number number, double min, double max, boolean whole) {
        double value = number.doubleValue();
        return value >= min && value <= max && (!whole || Math.rint(value) == value);
    }

    private void fault(String path, String code, String detail) {
        faults.add(new Violation(path, code, detail));
    }

    private static String shown(@Nullable Object value) {
        return Text.printable(String.valueOf(value));
    }
}
