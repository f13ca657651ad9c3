package io.psephos.protocol;

import java.util.List;

/**
 * An option of one kind of something, as job files name it: a number within bounds, or one of several words.
 *
 * @param otherwise what stands where nothing is said: a {@code Double}, an {@code Integer} or a {@code String}
 * @param words to choose from; none for numbers
 */
public record Option(String name, Object otherwise, double min, double max, List<String> words) implements OptionSpec {
    public Option {
        words = List.copyOf(words);
        if (!words.isEmpty() != otherwise instanceof String) {
            throw new IllegalArgumentException("option " + name + " has words or numbers, was " + otherwise);
        }
    }

    /** A number, both bounds included. */
    public static Option number(String name, double otherwise, double min, double max) {
        return new Option(name, otherwise, min, max, List.of());
    }

    /** A whole number, both bounds included. */
    public static Option whole(String name, int otherwise, int min, int max) {
        return new Option(name, otherwise, min, max, List.of());
    }

    /** One of the words; the first where nothing is said. */
    public static Option word(String name, String... words) {
        return new Option(name, words[0], 0, 0, List.of(words));
    }

    @Override
    public boolean isWhole() {
        return otherwise instanceof Integer;
    }
}
