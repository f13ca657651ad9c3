package io.psephos.compression;

/** A lossy compressor of updates. */
@FunctionalInterface
public interface Compressor {

    /**
     * @param update d finite coordinates; left as it was
     * @throws NotFiniteException for NaN or an infinity, before any state has changed
     */
    Payload compress(float[] update);
}
