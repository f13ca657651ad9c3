package io.psephos.coordinator.cohort;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.SelectorKind;

/** A user's selector: {@code participants: {roster: […], selector: x-…}}. */
public interface SelectorExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.SELECTOR;
    }

    /**
     * Returns the selector of a job.
     *
     * @param choice the options, as the job file gives them
     */
    CohortSelector selector(Choice<SelectorKind> choice);
}
