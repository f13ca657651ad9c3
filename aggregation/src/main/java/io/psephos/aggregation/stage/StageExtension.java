package io.psephos.aggregation.stage;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.StageKind;

/**
 * A user's server stage: {@code aggregation: {stages: [x-…]}}. It stands in its slot behind the built-in stages of that
 * slot. What it remembers it keeps as named state under names with its own before a slash, such as {@code x-clip/mean}.
 */
public interface StageExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.STAGE;
    }

    /**
     * Returns the stage for models of the layout; stateless.
     *
     * @param choice the options, as the job file gives them
     */
    ServerStage stage(Choice<StageKind> choice, ParameterLayout layout);
}
