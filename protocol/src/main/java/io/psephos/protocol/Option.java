package io.psephos.protocol;

import java.util.List;

/**
 * An option of a kind, as job files name it: a number within bounds, or one of several words.
 *
 * @param otherwise the default: a {@code Double}, an {@code Integer} or a {@code String}
 * @param words to choose from; none for numbers
 * @param meaning what it does, in a sentence; empty where nobody said so
 */
public record Option(String name, Object otherwise, double min, double max, List<String> words, String meaning)
        implements OptionSpec {
    public Option {
        words = List.copyOf(words);
        if (!words.isEmpty() != otherwise instanceof String) {
            throw new IllegalArgumentException("option " + name + " has words or numbers, was " + otherwise);
        }
    }

    /** An option that is a number, both bounds included. */
    public static Option number(String name, double otherwise, double min, double max) {
        return new Option(name, otherwise, min, max, List.of(), "");
    }

    /** An option that is a whole number, both bounds included. */
    public static Option whole(String name, int otherwise, int min, int max) {
        return new Option(name, otherwise, min, max, List.of(), "");
    }

    /** An option that is one of the words, the first by default. */
    public static Option word(String name, String... words) {
        return new Option(name, words[0], 0, 0, List.of(words), "");
    }

    /** The same option with what it does, in a sentence. */
    public Option means(String sentence) {
        return new Option(name, otherwise, min, max, words, sentence);
    }

    @Override
    public boolean isWhole() {
        return otherwise instanceof Integer;
    }
}
