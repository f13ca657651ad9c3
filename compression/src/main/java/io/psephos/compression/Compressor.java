package io.psephos.compression;

/** A lossy compressor of updates. */
@FunctionalInterface
public interface Compressor {

    /**
     * @param update d finite coordinates; left as it was
     * @throws NotFiniteException for NaN or an infinity, before any state has changed
     */
    Payload compress(float[] update);

    /**
     * The same for an update that nobody changes any more, so that the payload may be the update itself.
     *
     * @param update d finite coordinates, not to be written to afterwards
     * @throws NotFiniteException for NaN or an infinity, before any state has changed
     */
    default Payload compressFinal(float[] update) {
        return compress(update);
    }
}
