package io.psephos.protocol;

import java.util.List;

/** The values that an option takes: a number within bounds, both included, or one of several words. */
public interface OptionSpec {
    double min();

    double max();

    /** Whether numbers must be whole. */
    boolean isWhole();

    /** The words to choose from; none for numbers. */
    List<String> words();

    /** Whether the value, as it stands in JSON or a job file, may stand here. */
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

    /** What the value must be. */
    default String rule() {
        return words().isEmpty()
                ? "must be " + (isWhole() ? "a whole number, " : "") + Text.plain(min()) + " to " + Text.plain(max())
                : "must be one of " + String.join(", ", words());
    }
}
