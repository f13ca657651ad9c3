package io.psephos.protocol;

import java.util.List;

/** The values that an option allows: a number within bounds, both included, or one of several words. */
public interface OptionSpec {
    double min();

    double max();

    /** Whether numbers must be whole. */
    boolean isWhole();

    /** The words to choose from; none for numbers. */
    List<String> words();

    /** What the option does, in a sentence; empty where nobody said so. */
    String meaning();

    /** Whether the value, as read from JSON or a job file, is allowed. */
    default boolean takes(Object value) {
        if (!words().isEmpty()) {
            return words().contains(value);
        }
        if (!(value instanceof Number number)) {
            return false;
        }
        double parsed = number.doubleValue();
        return parsed >= min() && parsed <= max() && (!isWhole() || Math.rint(parsed) == parsed);
    }

    /** The rule that values must meet, as an error message says it. */
    default String rule() {
        return words().isEmpty()
                ? "must be " + (isWhole() ? "a whole number, " : "") + Text.plain(min()) + " to " + Text.plain(max())
                : "must be one of " + String.join(", ", words());
    }
}
