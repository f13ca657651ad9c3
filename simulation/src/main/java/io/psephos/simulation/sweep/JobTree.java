package io.psephos.simulation.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes to the tree of a job file, each of which leaves the tree it was given as it was. */
final class JobTree {
    private JobTree() {}

    /**
     * Returns the tree with another value under the key. Sections on the way to it are made where they are missing; a word
     * in the place of a section gives way to it, as {@code partition: iid} to {@code partition.dirichlet}.
     *
     * @param key with dots between sections
     * @throws InvalidSweepException where a list is in the place of a section
     */
    static Map<String, @Nullable Object> with(Map<?, ?> tree, String key, @Nullable Object value) {
        Map<String, @Nullable Object> changed = copy(tree);
        int dot = key.indexOf('.');
        if (dot < 0) {
            changed.put(key, value);
            return changed;
        }
        String section = key.substring(0, dot);
        if (tree.get(section) instanceof List) {
            throw new InvalidSweepException(
                    key + " cannot be set: " + section + " is a list in the job file, which is set as a whole");
        }
        changed.put(section, with(section(tree.get(section)), key.substring(dot + 1), value));
        return changed;
    }

    /** Returns the tree with the key alone in its section. */
    static Map<String, @Nullable Object> alone(Map<?, ?> tree, String key) {
        int dot = key.lastIndexOf('.');
        if (dot < 0) {
            Map<String, @Nullable Object> root = new LinkedHashMap<>();
            root.put(key, tree.get(key));
            return root;
        }
        Map<?, ?> section = tree;
        for (String step : key.substring(0, dot).split("\\.", -1)) {
            section = section(section.get(step));
        }
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put(key.substring(dot + 1), section.get(key.substring(dot + 1)));
        return with(tree, key.substring(0, dot), entry);
    }

    private static Map<?, ?> section(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> tree) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        tree.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}
