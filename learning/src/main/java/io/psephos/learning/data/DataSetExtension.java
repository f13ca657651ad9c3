package io.psephos.learning.data;

import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;

/**
 * A user's data set: {@code simulation: {data: x-…}} and {@code evaluation: {set: x-…}}. It has no options in job files.
 */
public interface DataSetExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.DATA_SET;
    }

    /**
     * Returns the examples, the same for a seed on every machine; asked once, and known by the extension's name.
     *
     * @param seed of a split into examples to train on and examples held out, where the set comes in one piece
     */
    DataSet load(long seed);
}
