package io.psephos.simulation.sweep;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values of job files as people write them. */
final class Values {
    private static final double LEAST_PLAIN = 1e-6;
    private static final double MOST_PLAIN = 1e9;

    private Values() {}

    /** Returns the value as YAML would have it in one line, numbers without exponents where they are short. */
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Double number -> plain(number);
            case List<?> list -> list.stream().map(Values::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> String.valueOf(value);
        };
    }

    private static String plain(double number) {
        double size = Math.abs(number);
        return size >= LEAST_PLAIN && size < MOST_PLAIN || number == 0
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : Double.toString(number).replace("E", "e");
    }
}
