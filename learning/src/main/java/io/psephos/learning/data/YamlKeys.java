package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.Text;
import io.psephos.protocol.Utf8;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A mapping of a {@code dataset.yaml}, which returns checked values and knows the keys that nobody asked for. */
final class YamlKeys {
    private static final int MAX_CHARACTERS = 1 << 16;
    private static final int MAX_DEPTH = 8;

    private final String file;
    private final String path;
    private final Map<?, ?> entries;
    private final Set<String> known = new HashSet<>();

    private YamlKeys(String file, String path, Map<?, ?> entries) {
        this.file = file;
        this.path = path;
        this.entries = entries;
    }

    /**
     * The mapping in a file.
     *
     * @throws DataFileException when there is none in YAML 1.2
     */
    static YamlKeys of(byte[] yaml, String file) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setSchema(new CoreSchema())
                .build();
        try {
            String text = Utf8.decode(yaml);
            if (text.length() > MAX_CHARACTERS) {
                throw new DataFileException(
                        file, "must have at most " + MAX_CHARACTERS + " characters, has " + text.length());
            }
            requireShallow(new Parse(settings).parseString(text), file);
            if (new Load(settings).loadFromString(text) instanceof Map<?, ?> map) {
                return new YamlKeys(file, "", map);
            }
        } catch (MalformedTextException e) {
            throw new DataFileException(file, e.fault(), e);
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark()
                    .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                    .orElse("");
            throw new DataFileException(file, place + Text.printable(String.valueOf(e.getProblem())), e);
        } catch (YamlEngineException e) {
            throw new DataFileException(file, "is no YAML: " + Text.printable(String.valueOf(e.getMessage())), e);
        }
        throw new DataFileException(file, "must be a mapping of keys to values");
    }

    /** What is deep or refers to itself has no end. */
    private static void requireShallow(Iterable<Event> events, String file) {
        int depth = 0;
        for (Event event : events) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> throw new DataFileException(file, "must have no aliases (*name)");
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                throw new DataFileException(file, "must be at most " + MAX_DEPTH + " levels deep");
            }
        }
    }

    boolean has(String key) {
        return value(key) != null;
    }

    boolean isMapping(String key) {
        return value(key) instanceof Map;
    }

    boolean isNumber(String key) {
        return value(key) instanceof Number;
    }

    /** The keys as they stand, all of which are known then. */
    List<String> names() {
        List<String> names = entries.keySet().stream().map(String::valueOf).toList();
        known.addAll(names);
        return names;
    }

    YamlKeys section(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof Map)) {
            throw fault(key, "must be a mapping");
        }
        return new YamlKeys(file, at(key), value instanceof Map<?, ?> map ? map : Map.of());
    }

    Optional<String> text(String key) {
        Object value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(scalar(value).orElseThrow(() -> fault(key, "must be a word")));
    }

    /** A list of words; a single one is a list, too. */
    List<String> texts(String key) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Object element : value instanceof List<?> list ? list : List.of(value)) {
            texts.add(scalar(element).orElseThrow(() -> fault(key, "must be a list of words")));
        }
        return texts;
    }

    /** The words of a mapping by their keys. */
    Map<String, String> textsByKey(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        YamlKeys section = section(key);
        for (String name : section.names()) {
            texts.put(name, section.text(name).orElseThrow(() -> section.fault(name, "must be a word")));
        }
        return texts;
    }

    boolean flag(String key, boolean otherwise) {
        Object value = value(key);
        if (value != null && !(value instanceof Boolean)) {
            throw fault(key, "must be true or false");
        }
        return value == null ? otherwise : (Boolean) value;
    }

    /** A number between the bounds, both included. */
    double number(String key, double otherwise, double least, double most) {
        Object value = value(key);
        double number = value instanceof Number given ? given.doubleValue() : otherwise;
        if (value != null && !(value instanceof Number) || !(number >= least && number <= most)) {
            throw fault(key, "must be a number from " + Text.plain(least) + " to " + Text.plain(most));
        }
        return number;
    }

    int whole(String key, int otherwise, int least, int most) {
        double number = number(key, otherwise, least, most);
        if (number != Math.rint(number)) {
            throw fault(key, "must be a whole number");
        }
        return (int) number;
    }

    /** @throws DataFileException when there is a key that was never asked for */
    void end() {
        for (Object key : entries.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                throw new DataFileException(
                        file,
                        at(Text.printable(String.valueOf(key))) + ": is no key here; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    DataFileException fault(String key, String must) {
        return new DataFileException(
                file, at(Text.printable(key)) + ": " + must + ", was " + Text.printable(String.valueOf(value(key))));
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private @Nullable Object value(String key) {
        known.add(key);
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (String.valueOf(entry.getKey()).equals(key)) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static Optional<String> scalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? Optional.of(value.toString())
                : Optional.empty();
    }
}
