package io.psephos.learning.format;

import io.psephos.protocol.model.FileSignatures;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Streams over data files. */
final class Streams {
    private static final int BUFFER = 1 << 16;
    private static final int LOOKED_AT = 512;
    private static final int GZIP = 0x1f8b;

    private Streams() {}

    /** A buffered stream of what is in the file, gzipped or not, which can be marked. */
    static InputStream unzipped(InputStream file) throws IOException {
        InputStream in = new BufferedInputStream(file, BUFFER);
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    }

    /** What the file is by its beginning; empty where that does not tell. */
    static Optional<String> kind(InputStream in) throws IOException {
        in.mark(LOOKED_AT);
        Optional<String> kind = FileSignatures.of(in.readNBytes(LOOKED_AT));
        in.reset();
        return kind;
    }

    /**
     * The bytes of an array, which must be all that is left.
     *
     * @throws DataFileException where there are fewer or more
     */
    static byte[] array(InputStream in, String name, int[] shape, int size) throws IOException {
        byte[] values = in.readNBytes(size);
        if (values.length < size) {
            throw new DataFileException(
                    name,
                    "is cut short: " + FileArray.describe(shape) + " are " + size + " bytes, had " + values.length);
        }
        if (in.read() >= 0) {
            throw new DataFileException(name, "goes on after its " + size + " bytes of " + FileArray.describe(shape));
        }
        return values;
    }
}
