package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A mapping of a job file that is being written, in the order of its keys. */
final class SectionWriter {
    private final Map<String, Object> entries = new LinkedHashMap<>();

    <T> SectionWriter put(Key<T> key, T value) {
        return put(key.name(), key.type().write(value));
    }

    SectionWriter put(String key, Object value) {
        entries.put(key, value);
        return this;
    }

    /** Writes the options of a kind as keys of this mapping. */
    SectionWriter putOptions(Choice<?> choice) {
        List<Option> known = choice.extension().map(Extension::options).orElseGet(choice.kind()::options);
        known.forEach(option -> put(option.name(), choice.value(option.name())));
        if (known.isEmpty()) {
            // Those of an extension that is not here.
            new TreeMap<>(choice.options()).forEach(this::put);
        }
        return this;
    }

    /** The mapping as it is by now. */
    Map<String, Object> entries() {
        return entries;
    }

    /** Returns a kind as a word, or as a mapping where it has options. */
    static Object choice(Choice<?> choice) {
        String word = choice.word();
        return choice.options().isEmpty()
                ? word
                : new SectionWriter().put("kind", word).putOptions(choice).entries;
    }
}
