package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.OptionSpec;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The kinds that a key chooses from, each with its options.
 *
 * @param name of all of them, in the plural
 * @param isExtensible whether extensions may add kinds of their own, under words that begin with {@code x-}
 */
record Family(String name, List<Member> members, boolean isExtensible) {

    /** A kind by its word. */
    record Member(String word, String meaning, List<Setting> options) {}

    /** An option of a kind with its default. */
    record Setting(String name, OptionSpec spec, Object otherwise) {}

    /** A family of all kinds that there are. */
    static Family closed(String name, Choice.Kind... kinds) {
        return new Family(name, Arrays.stream(kinds).map(Family::member).toList(), false);
    }

    /** A family to which extensions may add. */
    static Family extensible(String name, Choice.Kind... kinds) {
        return new Family(
                name,
                Arrays.stream(kinds)
                        .filter(kind -> !kind.isExtension())
                        .map(Family::member)
                        .toList(),
                true);
    }

    /** Compression schemes. */
    static Family ofSchemes(String name, Collection<CodecScheme> schemes, boolean isExtensible) {
        return new Family(name, schemes.stream().map(Family::member).toList(), isExtensible);
    }

    private static Member member(Choice.Kind kind) {
        return new Member(
                kind.word(),
                kind.meaning(),
                kind.options().stream()
                        .map(option -> new Setting(option.name(), option, option.otherwise()))
                        .toList());
    }

    private static Member member(CodecScheme scheme) {
        return new Member(
                scheme.word(),
                scheme.meaning(),
                scheme.options().entrySet().stream()
                        .map(option -> new Setting(option.getKey().word(), option.getKey(), option.getValue()))
                        .toList());
    }
}
