package io.psephos.protocol;

import java.util.List;
import java.util.Optional;

/**
 * The description of a kind of job files.
 *
 * @param meaning what it does, in a sentence
 * @param options in the order of job files
 * @param extensions the family that it stands for; empty for built-in kinds
 */
public record KindDescription(String meaning, List<Option> options, Optional<ExtensionFamily> extensions) {
    public KindDescription {
        options = List.copyOf(options);
    }

    /** A built-in kind. */
    static KindDescription builtIn(String meaning, Option... options) {
        return new KindDescription(meaning, List.of(options), Optional.empty());
    }

    /** The kind that stands for all extensions of a family, each under its own name. */
    static KindDescription extensions(String meaning, ExtensionFamily family) {
        return new KindDescription(meaning, List.of(), Optional.of(family));
    }
}
