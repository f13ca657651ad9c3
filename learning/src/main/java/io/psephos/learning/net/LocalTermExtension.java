package io.psephos.learning.net;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Regularizer;

/**
 * A user's local term: {@code training: {regularizers: [x-…]}}. Clients need it; one without it is not offered the job.
 */
public interface LocalTermExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.REGULARIZER;
    }

    /**
     * Returns the term of one local training.
     *
     * @param choice the options, as the job file gives them
     */
    LocalTerm term(Choice<Regularizer> choice);
}
