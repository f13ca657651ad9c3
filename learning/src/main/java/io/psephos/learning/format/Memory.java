package io.psephos.learning.format;

import java.util.Locale;

/** The limits of what is read into memory, checked before any of it is taken. */
final class Memory {
    private static final long MOST = Integer.MAX_VALUE - 64L;

    private Memory() {}

    /**
     * Number of bytes of an array.
     *
     * @throws DataFileException when dimensions are impossible, or the array is larger than one may be or memory is
     */
    static int ofArray(String name, int[] shape, int elementSize) {
        long bytes = elementSize;
        boolean isEmpty = false;
        for (int dimension : shape) {
            // Both factors are below 2^31 each time.
            bytes = dimension < 0 ? MOST + 1 : Math.min(bytes * Math.max(1, dimension), MOST + 1);
            isEmpty |= dimension == 0;
        }
        if (bytes > MOST) {
            throw new DataFileException(
                    name,
                    "has impossible dimensions " + FileArray.describe(shape) + ": an array has at most " + MOST
                            + " bytes");
        }
        require(name, bytes);
        return isEmpty ? 0 : (int) bytes;
    }

    /** @throws DataFileException when so many bytes are more than this process may use */
    static void require(String name, long bytes) {
        long most = Runtime.getRuntime().maxMemory();
        if (bytes > most) {
            throw new DataFileException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "has %,d bytes, and this process may use %,d: allow more with PSEPHOS_JAVA_OPTIONS=-Xmx8g",
                            bytes,
                            most));
        }
    }
}
