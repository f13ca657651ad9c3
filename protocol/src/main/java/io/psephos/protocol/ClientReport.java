package io.psephos.protocol;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client's measurements of the offered model on its own data.
 *
 * @param values by name
 * @param maxAbs largest magnitude of each tensor of its update; empty where it does not tell
 */
public record ClientReport(Map<String, Double> values, List<Double> maxAbs) {
    private static final int MOST_VALUES = 32;
    private static final int LONGEST_NAME = 40;
    private static final Set<String> KNOWN = Set.of("loss", "accuracy", "examples");

    /** @throws IllegalArgumentException for too many values, names that are too long, numbers that are not finite */
    public ClientReport {
        values = Map.copyOf(values);
        maxAbs = List.copyOf(maxAbs);
        long others =
                values.keySet().stream().filter(name -> !KNOWN.contains(name)).count();
        if (others > MOST_VALUES) {
            throw new IllegalArgumentException("at most " + MOST_VALUES + " other numbers are taken, had " + others);
        }
        values.forEach(ClientReport::check);
        for (double magnitude : maxAbs) {
            if (!(magnitude >= 0) || Double.isInfinite(magnitude)) {
                throw new IllegalArgumentException("maxAbs must be finite and >= 0, was " + magnitude);
            }
        }
    }

    private static void check(String name, double value) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a name has 1 to " + LONGEST_NAME + " printable characters, was '" + Text.printable(name) + "'");
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("'" + name + "' must be finite, was " + value);
        }
    }
}
