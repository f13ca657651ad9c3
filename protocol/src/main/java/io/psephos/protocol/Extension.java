package io.psephos.protocol;

import java.util.List;

/**
 * A member of a family that a user adds: a rule, a filter, a codec, … Job files name it as they name built-in ones.
 *
 * <p>An extension implements the interface of its family, such as {@code RuleExtension}, and not this one. It is given to
 * the builder of a server, a client or a simulation, or found in the jar of {@code --plugin} by {@link
 * java.util.ServiceLoader}: the jar lists its class in {@code META-INF/services/io.psephos.protocol.Extension}.
 * Its methods may be called by several threads at a time.
 */
public interface Extension {

    /** The family; each family's interface implements it. */
    ExtensionFamily family();

    /** The name in job files: {@code x-}, then lower-case words with hyphens between them. */
    String name();

    /** The options that a job file may give, none by default. */
    default List<Option> options() {
        return List.of();
    }
}
