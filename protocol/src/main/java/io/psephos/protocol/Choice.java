package io.psephos.protocol;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A kind with a value for each of its options.
 *
 * @param options by name; exactly those of the kind, or of the extension
 * @param extension what stands behind the kind {@code EXTENSION} of a family; empty for all others
 */
public record Choice<K extends Choice.Kind>(K kind, Map<String, Object> options, Optional<Extension> extension) {

    /** A kind that job files can name, with options of its own. */
    public interface Kind extends ConfigName {

        KindDescription description();

        /** What it does, in a sentence. */
        default String meaning() {
            return description().meaning();
        }

        /** The options of the kind, in the order of job files. */
        default List<Option> options() {
            return description().options();
        }

        /** Whether it stands for an extension of the user's, under the extension's name. */
        default boolean isExtension() {
            return family().isPresent();
        }

        /** The family of extensions that it stands for; empty for built-in kinds. */
        default Optional<ExtensionFamily> family() {
            return description().extensions();
        }
    }

    /** @throws IllegalArgumentException where the options are not those of the kind */
    public Choice {
        if (kind.isExtension() != extension.isPresent()) {
            throw new IllegalArgumentException(kind.word() + " stands for an extension, had " + extension);
        }
        if (extension.filter(Extensions::isMissing).isEmpty()) {
            List<String> names = extension.map(Extension::options).orElseGet(kind::options).stream()
                    .map(Option::name)
                    .toList();
            if (options.size() != names.size() || !options.keySet().containsAll(names)) {
                throw new IllegalArgumentException(
                        extension.map(Extension::name).orElseGet(kind::word) + " has the options " + names + ", had "
                                + options.keySet());
            }
        }
        options = Map.copyOf(options);
    }

    /** The kinds of a family that are built in, in the order of their declaration. */
    public static <K extends Enum<K> & Kind> List<K> builtIn(Class<K> family) {
        return Arrays.stream(family.getEnumConstants())
                .filter(kind -> !kind.isExtension())
                .toList();
    }

    /** A built-in kind. */
    public Choice(K kind, Map<String, Object> options) {
        this(kind, options, Optional.empty());
    }

    /** The kind with the default of each option. */
    public static <K extends Kind> Choice<K> of(K kind) {
        return new Choice<>(kind, defaults(kind.options()));
    }

    /**
     * An extension with the default of each option.
     *
     * @param kind {@code EXTENSION} of its family
     */
    public static <K extends Kind> Choice<K> of(K kind, Extension extension) {
        return new Choice<>(kind, defaults(extension.options()), Optional.of(extension));
    }

    /**
     * An extension with options that others gave, and the default of each that is not among them.
     *
     * @param kind {@code EXTENSION} of its family
     * @param given by name; names that are no option of the extension are passed over
     * @throws IllegalArgumentException for a value that an option does not take
     */
    public static <K extends Kind> Choice<K> of(K kind, Extension extension, Map<String, Object> given) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (Option option : extension.options()) {
            Object value = given.getOrDefault(option.name(), option.otherwise());
            if (!option.takes(value)) {
                throw new IllegalArgumentException("option '" + option.name() + "' of the "
                        + extension.family().title() + " '" + extension.name() + "' " + option.rule() + ", was "
                        + Text.printable(String.valueOf(value)));
            }
            options.put(option.name(), value);
        }
        return new Choice<>(kind, options, Optional.of(extension));
    }

    private static Map<String, Object> defaults(List<Option> known) {
        Map<String, Object> options = new LinkedHashMap<>();
        known.forEach(option -> options.put(option.name(), option.otherwise()));
        return options;
    }

    /** The name of the kind, or of the extension. */
    public String word() {
        return extension.map(Extension::name).orElseGet(kind::word);
    }

    /**
     * The extension as a member of its family.
     *
     * @throws io.psephos.protocol.MissingExtensionException where it is not here
     * @throws java.util.NoSuchElementException for a built-in kind
     */
    public <E extends Extension> E extension(Class<E> type) {
        return Extensions.require(type, extension.orElseThrow());
    }

    /** The same kind with another value for one of its options. */
    public Choice<K> with(String option, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new Choice<>(kind, changed, extension);
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
