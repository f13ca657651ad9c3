package io.psephos.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client's measurements of the offered model on its own data.
 *
 * @param values by name
 * @param maxAbs largest magnitude of each tensor of its update; empty where it does not tell
 */
public record ClientReport(Map<String, Double> values, List<Double> maxAbs) {
    private static final int MOST_VALUES = 32;
    private static final int LONGEST_NAME = 40;

    /**
     * @throws IllegalArgumentException for too many values, names that are too long, numbers that are not finite or that
     *     their name cannot have
     */
    public ClientReport {
        values = Map.copyOf(values);
        maxAbs = List.copyOf(maxAbs);
        long others = values.keySet().stream()
                .filter(name -> KnownMetric.of(name).isEmpty())
                .count();
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

    /**
     * The report without the values that its names cannot have, which versions before this one took.
     *
     * @throws IllegalArgumentException for what those refused
     */
    public static ClientReport ofStored(Map<String, Double> values, List<Double> maxAbs) {
        Map<String, Double> kept = new HashMap<>(values);
        kept.entrySet()
                .removeIf(value -> Double.isFinite(value.getValue())
                        && KnownMetric.objection(value.getKey(), value.getValue())
                                .isPresent());
        return new ClientReport(kept, maxAbs);
    }

    /** Whether a metric may have the name: 1 to 40 printable characters. */
    public static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_NAME && name.chars().noneMatch(Character::isISOControl);
    }

    private static void check(String name, double value) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "a name has 1 to " + LONGEST_NAME + " printable characters, was '" + Text.printable(name) + "'");
        }
        KnownMetric.objection(name, value).ifPresent(objection -> {
            throw new IllegalArgumentException(objection);
        });
    }
}
