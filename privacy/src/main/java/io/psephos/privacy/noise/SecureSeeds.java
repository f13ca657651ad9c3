package io.psephos.privacy.noise;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * Seeds that nobody can guess or repeat, from the platform's {@link SecureRandom}; for any number of threads.
 *
 * <p>Drawn by the buffer, so that most calls cost no more than a read; a number is wiped from the buffer as it is given.
 */
public final class SecureSeeds implements LongSupplier {
    private static final int BUFFER = 128 * Long.BYTES;

    private final SecureRandom random = new SecureRandom();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

    @Override
    public synchronized long getAsLong() {
        if (!buffer.hasRemaining()) {
            random.nextBytes(buffer.array());
            buffer.clear();
        }
        int position = buffer.position();
        long seed = buffer.getLong();
        buffer.putLong(position, 0);
        return seed;
    }
}
