package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import java.util.List;
import java.util.Optional;

/**
 * The extensions that a job file may name.
 *
 * @param mayBeMissing whether a name that is not known is taken as well, as of a job that was made when it was
 */
record KnownExtensions(Extensions extensions, boolean mayBeMissing) {
    static final KnownExtensions NONE = new KnownExtensions(Extensions.NONE, false);

    Optional<Extension> find(ExtensionFamily family, String name) {
        return extensions
                .find(family, name)
                .or(() -> mayBeMissing && Extensions.isName(name)
                        ? Optional.of(Extensions.missing(family, name))
                        : Optional.empty());
    }

    /** Why a name is refused. */
    String refusal(ExtensionFamily family, String name) {
        List<String> known = extensions.names(family);
        return known.isEmpty()
                ? "there is no " + family.title() + " '" + name
                        + "' here; a jar that has it is given by --plugin FILE.jar"
                : "must be one of " + String.join(", ", known) + ", or built in, was '" + name + "'"
                        + Spelling.question(name, known);
    }
}
