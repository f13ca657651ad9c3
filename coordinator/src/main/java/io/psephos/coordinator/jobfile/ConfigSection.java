package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.ConfigName;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Option;
import io.psephos.protocol.OptionSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Problem.Violation;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.Text;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One mapping of a job file, which returns checked values, collects violations and reports unknown keys. */
final class ConfigSection {
    private static final int MAX_NAME = 200;

    private final String path;
    private final Map<?, ?> entries;
    private final List<Violation> faults;
    private final KnownExtensions extensions;
    private final Set<String> read = new HashSet<>();

    ConfigSection(String path, Map<?, ?> entries, List<Violation> faults, KnownExtensions extensions) {
        this.path = path;
        this.entries = entries;
        this.faults = faults;
        this.extensions = extensions;
    }

    /** A section in which nobody looks for extensions. */
    ConfigSection(String path, Map<?, ?> entries, List<Violation> faults) {
        this(path, entries, faults, KnownExtensions.NONE);
    }

    /** Whether the key has a value other than null. Asking makes the key a known one. */
    boolean has(String key) {
        return value(key) != null;
    }

    /** Returns the mapping under the key, an empty one where there is none. */
    ConfigSection section(String key) {
        Object value = value(key);
        if (value == null) {
            return new ConfigSection(at(key), Map.of(), faults, extensions);
        }
        if (value instanceof Map<?, ?> map) {
            return new ConfigSection(at(key), map, faults, extensions);
        }
        fault(key, "wrong-type", "must be a mapping, was " + shown(value));
        return new ConfigSection(at(key), Map.of(), faults, extensions);
    }

    /** Whether the key is present, possibly without a value, as in {@code {cosine}}. */
    boolean names(String key) {
        read.add(key);
        return entries.containsKey(key);
    }

    /** Whether the key's value is a mapping. */
    boolean isSection(String key) {
        return entries.get(key) instanceof Map;
    }

    /** Whether the key holds a number. */
    boolean isNumber(String key) {
        return entries.get(key) instanceof Number;
    }

    /** Returns the text under the key, without a look at whether it may stand there. */
    Optional<String> peek(String key) {
        return entries.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    String text(String key, String otherwise, Predicate<String> rule, String says) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text && rule.test(text)) {
            return text;
        }
        fault(key, value instanceof String ? "out-of-range" : "wrong-type", says + ", was " + shown(value));
        return otherwise;
    }

    /** Returns a text that {@link #isName} accepts. */
    String name(String key, String otherwise) {
        return text(key, otherwise, ConfigSection::isName, "must have 1 to 200 characters and no control characters");
    }

    static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= MAX_NAME && text.chars().noneMatch(Character::isISOControl);
    }

    long whole(String key, long otherwise, long min, long max) {
        Object value = value(key);
        return value == null ? otherwise : whole(key, value, otherwise, min, max);
    }

    int whole(String key, int otherwise, int min, int max) {
        return (int) whole(key, (long) otherwise, min, max);
    }

    /** Returns a number between the bounds, both included. */
    double number(String key, double otherwise, double min, double max) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Number number)) {
            fault(key, "wrong-type", "must be a number, was " + shown(value));
            return otherwise;
        }
        double parsed = number.doubleValue();
        if (!(parsed >= min && parsed <= max)) {
            fault(
                    key,
                    "out-of-range",
                    "must be " + Text.plain(min) + " to " + Text.plain(max) + ", was " + shown(value));
            return otherwise;
        }
        return parsed;
    }

    /** Returns a boolean, false where the key is missing. */
    boolean flag(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof Boolean)) {
            fault(key, "wrong-type", "must be true or false, was " + shown(value));
        }
        return Boolean.TRUE.equals(value);
    }

    <E extends Enum<E> & ConfigName> E choice(String key, E otherwise) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        return kind(key, value, otherwise);
    }

    /** Checks a key for which this version knows a single value. */
    void only(String key, Object known) {
        Object value = value(key);
        boolean same = known instanceof Number expected && value instanceof Number given
                ? expected.doubleValue() == given.doubleValue()
                : known.equals(value);
        if (value != null && !same) {
            fault(key, "unsupported", "must be " + known + " in this version, was " + shown(value));
        }
    }

    /** Returns a kind, given by its word or as {@code {kind: word, …}} with its options. */
    <K extends Enum<K> & Choice.Kind> Choice<K> choiceWithOptions(String key, K otherwise) {
        Object value = value(key);
        return value == null ? Choice.of(otherwise) : parsed(key, value, otherwise);
    }

    /** Returns a kind, given by its word, whose options stand in this section beside the key. */
    <K extends Enum<K> & Choice.Kind> Choice<K> choiceBeside(String key, K otherwise) {
        Object value = value(key);
        return value == null ? options(otherwise) : chosen(key, value, otherwise, this);
    }

    /** Returns a list of kinds; one may stand without a list, and {@code none} means an empty list. */
    <K extends Enum<K> & Choice.Kind> List<Choice<K>> choices(String key, K any) {
        Object value = value(key);
        if (value == null || "none".equals(value)) {
            return List.of();
        }
        if (!(value instanceof List<?> values)) {
            return List.of(parsed(key, value, any));
        }
        List<Choice<K>> choices = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            choices.add(parsed(key + "[" + i + "]", values.get(i), any));
        }
        return choices;
    }

    /** Returns the options of a kind that stand in this section itself. */
    <K extends Enum<K> & Choice.Kind> Choice<K> options(K kind) {
        return new Choice<>(kind, options(kind.options()));
    }

    private Map<String, Object> options(List<Option> known) {
        Map<String, Object> options = new LinkedHashMap<>();
        known.forEach(option -> options.put(option.name(), option(option.name(), option, option.otherwise())));
        return options;
    }

    private <K extends Enum<K> & Choice.Kind> Choice<K> parsed(String place, @Nullable Object value, K otherwise) {
        if (!(value instanceof Map<?, ?> map)) {
            return chosen(place, value, otherwise, new ConfigSection(at(place), Map.of(), faults, extensions));
        }
        ConfigSection section = new ConfigSection(at(place), map, faults, extensions);
        if (!section.has("kind")) {
            section.fault("kind", "required", "must say which");
            return instead(otherwise);
        }
        Choice<K> choice = section.chosen("kind", section.value("kind"), otherwise, section);
        section.end();
        return choice;
    }

    /**
     * Returns the kind or the extension of that name.
     *
     * @param beside has its options
     */
    private <K extends Enum<K> & Choice.Kind> Choice<K> chosen(
            String key, @Nullable Object value, K otherwise, ConfigSection beside) {
        if (value instanceof String word && Extensions.isName(word)) {
            Optional<K> kind = Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
                    .filter(Choice.Kind::isExtension)
                    .findFirst();
            if (kind.isPresent()) {
                return beside.extension(key, word, kind.get(), this).orElseGet(() -> instead(kind.get()));
            }
        }
        if (otherwise.isExtension()) {
            String family = otherwise.family().orElseThrow().title();
            fault(key, "unsupported", "must be the name x-… of a " + family + ", was " + shown(value));
            return instead(otherwise);
        }
        return beside.options(kind(key, value, otherwise));
    }

    /** Returns what stands in the place of a kind that has a violation. */
    private static <K extends Enum<K> & Choice.Kind> Choice<K> instead(K otherwise) {
        return otherwise
                .family()
                .map(family -> Choice.of(otherwise, Extensions.missing(family, "x-unknown")))
                .orElseGet(() -> Choice.of(otherwise));
    }

    /**
     * Returns the extension of that name with its options, which stand in this section; empty where there is none, which
     * is a violation.
     *
     * @param kind {@code EXTENSION} of its family
     * @param named the section in which the name stands
     */
    <K extends Enum<K> & Choice.Kind> Optional<Choice<K>> extension(
            String key, String name, K kind, ConfigSection named) {
        ExtensionFamily family = kind.family().orElseThrow();
        Optional<Extension> extension = extensions
                .find(family, name)
                .map(known ->
                        extensions.mayBeMissing() && !takesOptions(known) ? Extensions.missing(family, name) : known);
        if (extension.isEmpty()) {
            named.fault(key, "unsupported", extensions.refusal(family, name));
            // Its options are unknown, and so nothing that may be one is a violation of its own.
            read.addAll(optionsOfAny().keySet());
        }
        return extension.map(known -> new Choice<>(
                kind, Extensions.isMissing(known) ? optionsOfAny() : options(known.options()), Optional.of(known)));
    }

    /** Whether the options in this section are those of the extension, and not of another version of it. */
    private boolean takesOptions(Extension extension) {
        List<Violation> told = new ArrayList<>();
        ConfigSection alone = new ConfigSection(path, entries, told, extensions);
        Set<String> known = alone.options(extension.options()).keySet();
        return told.isEmpty() && known.containsAll(alone.optionsOfAny().keySet());
    }

    /** Returns all that may be an option of an extension. */
    private Map<String, Object> optionsOfAny() {
        Map<String, Object> options = new LinkedHashMap<>();
        entries.forEach((name, value) -> {
            if (name instanceof String option && value != null && Extensions.isOption(option)) {
                options.put(option, value);
                read.add(option);
            }
        });
        return options;
    }

    private <K extends Enum<K> & ConfigName> K kind(String key, @Nullable Object value, K otherwise) {
        List<K> kinds = Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
                .filter(kind -> !(kind instanceof Choice.Kind own && own.isExtension()))
                .toList();
        for (K kind : kinds) {
            if (kind.word().equals(value)) {
                return kind;
            }
        }
        List<String> words = kinds.stream().map(ConfigName::word).toList();
        String question = value instanceof String text ? Spelling.question(text, words) : "";
        fault(key, "unsupported", "must be one of " + String.join(", ", words) + ", was " + shown(value) + question);
        return otherwise;
    }

    /** Returns the checked value of an option. */
    Object option(String key, OptionSpec spec, Object otherwise) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!spec.takes(value)) {
            boolean rightType = spec.words().isEmpty() ? value instanceof Number : value instanceof String;
            fault(key, rightType ? "out-of-range" : "wrong-type", spec.rule() + ", was " + shown(value));
            return otherwise;
        }
        if (value instanceof Number number) {
            return spec.isWhole() ? (Object) number.intValue() : (Object) number.doubleValue();
        }
        return value;
    }

    Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        try {
            Duration parsed = Duration.parse(String.valueOf(value));
            if (parsed.compareTo(min) >= 0 && parsed.compareTo(max) <= 0) {
                return parsed;
            }
            fault(key, "out-of-range", "must be " + min + " to " + max + ", was " + shown(value));
        } catch (DateTimeParseException e) {
            fault(key, "wrong-type", "must be an ISO-8601 duration such as PT30S, was " + shown(value));
        }
        return otherwise;
    }

    List<Integer> wholes(String key, List<Integer> otherwise, int min, int max) {
        List<?> values = list(key);
        if (values == null) {
            return otherwise;
        }
        return values.stream()
                .map(value -> (int) whole(key, value, min, min, max))
                .toList();
    }

    List<String> texts(String key, List<String> otherwise, Predicate<String> rule, String says) {
        List<?> values = list(key);
        if (values == null) {
            return otherwise;
        }
        for (Object value : values) {
            if (!(value instanceof String text) || !rule.test(text)) {
                fault(key, "out-of-range", says + ", was " + shown(value));
                return otherwise;
            }
        }
        return values.stream().map(String.class::cast).toList();
    }

    /** Returns tensor names and shapes; empty where the key is missing. */
    Optional<ParameterLayout> layout(String key) {
        List<?> values = list(key);
        if (values == null) {
            return Optional.empty();
        }
        List<TensorShape> tensors = new ArrayList<>();
        try {
            for (int i = 0; i < values.size(); i++) {
                tensors.add(tensor(key + "[" + i + "]", values.get(i)));
            }
            return Optional.of(new ParameterLayout(tensors));
        } catch (IllegalArgumentException | ArithmeticException e) {
            fault(key, "out-of-range", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private TensorShape tensor(String place, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("a tensor has a name and a shape, was " + shown(value));
        }
        ConfigSection section = new ConfigSection(at(place), map, faults, extensions);
        String name = section.text("name", "", text -> !text.isEmpty(), "must be a name");
        List<Integer> shape = section.wholes("shape", List.of(), 1, Integer.MAX_VALUE);
        if (!section.has("shape")) {
            section.fault("shape", "required", "a tensor has a shape; [] is a scalar");
        }
        section.end();
        return new TensorShape(name, shape);
    }

    /** Whether the key, or something within its value, has a violation. */
    boolean isFaulty(String key) {
        return faults.stream()
                .map(Violation::path)
                .anyMatch(known ->
                        known.equals(at(key)) || known.startsWith(at(key) + ".") || known.startsWith(at(key) + "["));
    }

    void fault(String key, String code, String detail) {
        faults.add(new Violation(at(key), code, detail));
    }

    /** Reports every key that was never read as unknown. */
    void end() {
        Set<String> unused = new HashSet<>(read);
        unused.removeAll(entries.keySet());
        for (Object key : entries.keySet()) {
            if (!(key instanceof String name) || !read.contains(name)) {
                String shown = Text.printable(String.valueOf(key));
                fault(
                        shown.isBlank() ? "'" + shown + "'" : shown,
                        "unknown-key",
                        "is no key of a job file here" + Spelling.question(shown, unused));
            }
        }
    }

    private @Nullable List<?> list(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof List)) {
            fault(key, "wrong-type", "must be a list, was " + shown(value));
        }
        return value instanceof List<?> list ? list : null;
    }

    private long whole(String key, @Nullable Object value, long otherwise, long min, long max) {
        if (!(value instanceof Integer || value instanceof Long || value instanceof BigInteger)) {
            fault(key, "wrong-type", "must be a whole number, was " + shown(value));
            return otherwise;
        }
        BigInteger parsed = new BigInteger(value.toString());
        if (parsed.compareTo(BigInteger.valueOf(min)) < 0 || parsed.compareTo(BigInteger.valueOf(max)) > 0) {
            fault(key, "out-of-range", "must be " + min + " to " + max + ", was " + shown(value));
            return otherwise;
        }
        return parsed.longValueExact();
    }

    private @Nullable Object value(String key) {
        read.add(key);
        return entries.get(key);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String shown(@Nullable Object value) {
        return value == null
                ? "null"
                : value instanceof String text ? "'" + Text.printable(text) + "'" : Text.printable(value.toString());
    }
}
