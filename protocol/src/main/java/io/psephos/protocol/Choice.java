package io.psephos.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A kind with a value for each of its options.
 *
 * @param options by name; exactly those of the kind
 */
public record Choice<K extends Choice.Kind>(K kind, Map<String, Object> options) {

    /** A kind that job files can name, with options of its own. */
    public interface Kind extends ConfigName {

        /** The options of the kind, in the order of job files. */
        default List<Option> options() {
            return List.of();
        }
    }

    /** @throws IllegalArgumentException where the options are not those of the kind */
    public Choice {
        List<String> names = kind.options().stream().map(Option::name).toList();
        if (options.size() != names.size() || !options.keySet().containsAll(names)) {
            throw new IllegalArgumentException(kind.word() + " has the options " + names + ", had " + options.keySet());
        }
        options = Map.copyOf(options);
    }

    /** The kind with the default of each option. */
    public static <K extends Kind> Choice<K> of(K kind) {
        Map<String, Object> options = new LinkedHashMap<>();
        kind.options().forEach(option -> options.put(option.name(), option.otherwise()));
        return new Choice<>(kind, options);
    }

    /** The same kind with another value for one of its options. */
    public Choice<K> with(String option, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new Choice<>(kind, changed);
    }

    public double number(String option) {
        return ((Number) value(option)).doubleValue();
    }

    public int whole(String option) {
        return ((Number) value(option)).intValue();
    }

    public String word(String option) {
        return (String) value(option);
    }

    /** The value of an option of the kind. */
    public Object value(String option) {
        return Objects.requireNonNull(options.get(option), option);
    }
}
