package io.psephos.compression.dense;

import io.psephos.compression.Compressor;
import io.psephos.compression.Dense;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;

/** The compressor that leaves the update as it is. */
public final class Float32 implements Compressor {

    @Override
    public Payload compress(float[] update) {
        return compressFinal(update.clone());
    }

    @Override
    public Payload compressFinal(float[] update) {
        Finite.check(update);
        return new Dense(update);
    }
}
