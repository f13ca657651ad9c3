package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.ConfigName;
import io.psephos.protocol.ParameterLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key of a job file: the values that it takes, the one that it has where it is missing, and what it means.
 *
 * @param otherwise the value where the key is missing
 * @param usual the default in words, where it depends on other keys; else empty
 * @param meaning one sentence
 * @param with lines of a job file beside which the key may stand; empty where it may stand in any
 */
record Key<T>(String name, KeyType<T> type, T otherwise, String usual, String meaning, String with) {

    /** A key of any type, which has to be told its meaning. */
    Key(String name, KeyType<T> type, T otherwise) {
        this(name, type, otherwise, "", "", "");
    }

    /** A whole number, both bounds included. */
    static Key<Integer> whole(String name, int otherwise, int min, int max) {
        return new Key<>(name, new KeyType.Whole<>(min, max, Math::toIntExact), otherwise);
    }

    /** A whole number that may not fit into 32 bits, both bounds included. */
    static Key<Long> whole(String name, long otherwise, long min, long max) {
        return new Key<>(name, new KeyType.Whole<>(min, max, number -> number), otherwise);
    }

    /** A number, both bounds included. */
    static Key<Double> number(String name, double otherwise, double min, double max) {
        return new Key<>(name, new KeyType.Real(min, max), otherwise);
    }

    /** True or false; false where it is missing. */
    static Key<Boolean> flag(String name) {
        return new Key<>(name, new KeyType.Flag(), false);
    }

    /** A text of 1 to 200 characters. */
    static Key<String> name(String name, String otherwise) {
        return new Key<>(name, new KeyType.Name(), otherwise);
    }

    /**
     * A list of texts of 1 to 200 characters.
     *
     * @param entries what they are, as a refusal says it
     */
    static Key<List<String>> names(String name, String entries, List<String> otherwise) {
        return new Key<>(name, new KeyType.Names(entries), otherwise);
    }

    /** A duration in ISO 8601, both bounds included. */
    static Key<Duration> duration(String name, Duration otherwise, Duration min, Duration max) {
        return new Key<>(name, new KeyType.Time(min, max), otherwise);
    }

    /** One of the words of an enum. */
    static <E extends Enum<E> & ConfigName> Key<E> word(String name, E otherwise) {
        return new Key<>(name, new KeyType.Word<>(otherwise.getDeclaringClass()), otherwise);
    }

    /** A key of which this version knows a single value. */
    static <T> Key<T> only(String name, T known) {
        return new Key<>(name, new KeyType.Only<>(known), known);
    }

    /** A kind by its word, whose options stand beside it. */
    static <K extends Enum<K> & Choice.Kind> Key<Choice<K>> kind(String name, K otherwise, Family family) {
        return new Key<>(name, new KeyType.Kind<>(family), Choice.of(otherwise));
    }

    /** A kind by its word, or as a mapping with its options. */
    static <K extends Enum<K> & Choice.Kind> Key<Choice<K>> choice(String name, K otherwise, Family family) {
        return new Key<>(name, new KeyType.OneKind<>(family), Choice.of(otherwise));
    }

    /**
     * Several kinds in their order; one may stand without a list, and {@code none} is none of them.
     *
     * @param any a kind of the family
     */
    static <K extends Enum<K> & Choice.Kind> Key<List<Choice<K>>> choices(String name, K any, Family family) {
        return new Key<>(name, new KeyType.Kinds<>(any, family), List.of());
    }

    /** The tensors of a model, by name and shape. */
    static Key<Optional<ParameterLayout>> tensors(String name) {
        return new Key<>(name, new KeyType.Tensors(), Optional.empty());
    }

    /** A mapping with keys of its own, in one of several forms. */
    static Key<ConfigSection> mapping(String name, Section... forms) {
        return mapping(name, List.of(), "", forms);
    }

    /**
     * A mapping with keys of its own, in one of several forms, or something short in place of it.
     *
     * @param words that may stand in place of a mapping
     * @param shortFor the option that a bare number is short for; empty for none
     */
    static Key<ConfigSection> mapping(String name, List<String> words, String shortFor, Section... forms) {
        return new Key<>(
                name, new KeyType.Mapping(words, shortFor, List.of(forms)), new ConfigSection("", Map.of(), List.of()));
    }

    /** The same key with what it means: one sentence, with the unit, and when to change it. */
    Key<T> means(String sentence) {
        return new Key<>(name, type, otherwise, usual, sentence, with);
    }

    /** The same key, whose default depends on other keys. */
    Key<T> usually(String words) {
        return new Key<>(name, type, otherwise, words, meaning, with);
    }

    /** The same key, which may stand only beside such lines of a job file. */
    Key<T> with(String lines) {
        return new Key<>(name, type, otherwise, usual, meaning, lines);
    }

    /** Whether the section has a value for the key. */
    boolean isIn(ConfigSection section) {
        return section.has(name);
    }

    /** The value in the section, checked. */
    T read(ConfigSection section) {
        return type.read(section, name, otherwise);
    }

    /** The value in the section, checked, or this one where it is missing. */
    T read(ConfigSection section, T usually) {
        return type.read(section, name, usually);
    }
}
