package io.psephos.learning.net;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.NetKind;
import io.psephos.protocol.ParameterLayout;
import java.util.List;
import java.util.Optional;

/** A user's net: {@code model: {net: x-…, layers: […]}}. Server and clients need it. */
public interface NetExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.NET;
    }

    /**
     * Returns the net of a job, without its parameters: it is made often.
     *
     * @param choice the options, as the job file gives them
     * @param layers widths as the job file gives them, at least two
     */
    ExampleNet net(Choice<NetKind> choice, List<Integer> layers);

    /**
     * Returns the net with that layout; empty where it is not one of these. A client of the command line asks, as offers
     * carry nothing else of a net; it asks only where no built-in net has the layout.
     */
    default Optional<ExampleNet> ofLayout(ParameterLayout layout) {
        return Optional.empty();
    }
}
