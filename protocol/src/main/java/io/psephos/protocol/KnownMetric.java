package io.psephos.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The metrics whose name has a meaning, and with it a range; those of other names are any finite numbers. */
public enum KnownMetric {
    /** Of the offered model on the client's data; some losses fall below zero. */
    LOSS("finite") {
        @Override
        boolean has(double value) {
            return true;
        }
    },
    /** A share, no percentage. */
    ACCURACY("0 to 1") {
        @Override
        boolean has(double value) {
            return value >= 0 && value <= 1;
        }
    },
    /** How many were measured on. */
    EXAMPLES("a whole number from 0 to 9007199254740992") {
        @Override
        boolean has(double value) {
            return value >= 0 && value <= 0x1p53 && value == Math.rint(value);
        }
    };

    private final String range;

    KnownMetric(String range) {
        this.range = range;
    }

    abstract boolean has(double value);

    /** The metric of the name, if that has a meaning. */
    public static Optional<KnownMetric> of(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.word().equals(name))
                .findFirst();
    }

    /** The reason why a metric of the name cannot be the number; empty where it can. */
    public static Optional<String> objection(String name, double value) {
        Optional<String> range = Double.isFinite(value)
                ? of(name).filter(metric -> !metric.has(value)).map(metric -> metric.range)
                : Optional.of("finite");
        return range.map(wanted -> "'" + Text.printable(name) + "' must be " + wanted + ", was " + value);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
