package io.psephos.learning.format;

import io.psephos.learning.format.ElementType.Kind;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * Reader of files in the IDX format of MNIST, gzipped or not: two zero bytes, the type of an element, the number of
 * dimensions, each dimension as a big-endian int, then the elements, big-endian as well, the last dimension fastest.
 */
public final class IdxFiles {
    private static final int MAX_DIMENSIONS = 4;
    private static final Map<Integer, ElementType> TYPES = Map.of(
            8, ElementType.UNSIGNED_BYTE,
            9, new ElementType(Kind.SIGNED, Byte.BYTES),
            11, new ElementType(Kind.SIGNED, Short.BYTES),
            12, new ElementType(Kind.SIGNED, Integer.BYTES),
            13, new ElementType(Kind.FLOAT, Float.BYTES),
            14, new ElementType(Kind.FLOAT, Double.BYTES));

    private IdxFiles() {}

    /**
     * Reads a file to its end.
     *
     * @param name what the file is called in an exception
     * @throws DataFileException naming the fault when it is not exactly one IDX array
     */
    public static FileArray read(InputStream file, String name) {
        try (DataInputStream in = new DataInputStream(Streams.unzipped(file))) {
            Optional<String> kind = Streams.kind(in);
            if (kind.isPresent()) {
                throw new DataFileException(name, "is no IDX file, it is " + kind.get());
            }
            int magic = in.readInt();
            int dimensions = magic & 0xff;
            ElementType type = TYPES.get(magic >>> 8);
            if (type == null || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
                throw new DataFileException(name, String.format("is no IDX file, begins with %08x", magic));
            }
            int[] shape = new int[dimensions];
            for (int i = 0; i < dimensions; i++) {
                shape[i] = in.readInt();
            }
            byte[] values = Streams.array(in, name, shape, Memory.ofArray(name, shape, type.size()));
            return new FileArray(name, shape, type, FileArray.buffer(values, false), false);
        } catch (EOFException e) {
            throw new DataFileException(name, "is cut short", e);
        } catch (IOException e) {
            throw new DataFileException(name, "cannot be read: " + e.getMessage(), e);
        }
    }
}
