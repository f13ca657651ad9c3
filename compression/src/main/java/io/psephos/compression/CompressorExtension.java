package io.psephos.compression;

import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.ParameterLayout;
import java.util.function.LongSupplier;

/**
 * A user's compressor with its codec: {@code codec: {scheme: x-…}}. Server and clients need it; a client without it is
 * not offered the job. With {@code errorFeedback: true} clients add what earlier updates left out.
 */
public interface CompressorExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.CODEC;
    }

    /**
     * Returns the compressor of one update.
     *
     * @param choice the options, as the job file gives them
     * @param layout of the model, whose order the update has
     * @param seeds of the compressor's random draws, one drawn for each update
     */
    Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds);

    /**
     * Returns the codec of its payloads; one of the built-in ones will do for payloads of their kind. Bytes that it
     * cannot read it refuses by any exception.
     */
    Codec codec(Choice<CodecKind> choice, ParameterLayout layout);
}
