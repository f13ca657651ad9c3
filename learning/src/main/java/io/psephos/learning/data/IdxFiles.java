package io.psephos.learning.data;

import io.psephos.protocol.model.FileSignatures;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reader of files in the IDX format of MNIST, gzipped or not: two zero bytes, the type (8 = unsigned bytes, the only
 * one read here), the number of dimensions, each dimension as a big-endian int, then the numbers, the last dimension
 * fastest.
 */
public final class IdxFiles {
    private static final int UNSIGNED_BYTES = 8;
    private static final int MAX_DIMENSIONS = 4;
    private static final int GZIP = 0x1f8b;
    private static final int LOOKED_AT = 512;
    private static final Map<Integer, String> OTHER_TYPES =
            Map.of(9, "signed bytes", 11, "16-bit numbers", 12, "32-bit numbers", 13, "float32", 14, "float64");

    private IdxFiles() {}

    /**
     * Reads a file to its end.
     *
     * @param name what the file is called in an exception
     * @throws DataFileException naming the fault when it is not exactly one IDX array of unsigned bytes
     */
    public static IdxArray read(InputStream file, String name) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(unzipped(file), 1 << 16))) {
            in.mark(LOOKED_AT);
            Optional<String> kind = FileSignatures.of(in.readNBytes(LOOKED_AT));
            in.reset();
            if (kind.isPresent()) {
                throw new DataFileException(name, "is no IDX file, it is " + kind.get());
            }
            int[] shape = shape(in, name);
            int size = size(shape, name);
            byte[] values = in.readNBytes(size);
            if (values.length < size) {
                throw new DataFileException(
                        name, "is cut short: " + describe(shape) + " are " + size + " bytes, had " + values.length);
            }
            if (in.read() >= 0) {
                throw new DataFileException(name, "goes on after its " + size + " bytes of " + describe(shape));
            }
            return new IdxArray(shape, values);
        } catch (EOFException e) {
            throw new DataFileException(name, "is cut short", e);
        } catch (IOException e) {
            throw new DataFileException(name, "cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Images and their labels as examples.
     *
     * @throws DataFileException when counts differ, a label is out of range or there is no image
     */
    static Examples examples(IdxArray images, IdxArray labels, Scale scale) {
        int count = images.shape()[0];
        if (labels.shape().length != 1 || labels.shape()[0] != count || count == 0 || images.shape().length < 2) {
            throw new DataFileException(
                    scale.name(),
                    "has " + describe(images.shape()) + " images and " + describe(labels.shape()) + " labels");
        }
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            classes[i] = labels.values()[i] & 0xff;
        }
        return Examples.ofBytes(images.values(), scale.white(), checked(classes, scale), scale.classes());
    }

    /**
     * The scaling of a data set's bytes to features.
     *
     * @param white the byte that becomes 1
     */
    record Scale(String name, float white, int classes) {}

    private static int[] checked(int[] classes, Scale scale) {
        int largest = Arrays.stream(classes).max().orElse(0);
        if (largest >= scale.classes()) {
            throw new DataFileException(
                    scale.name(), "has labels from 0 to " + (scale.classes() - 1) + ", found " + largest);
        }
        return classes;
    }

    private static InputStream unzipped(InputStream file) throws IOException {
        InputStream in = new BufferedInputStream(file, 1 << 16);
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static int[] shape(DataInputStream in, String name) throws IOException {
        int magic = in.readInt();
        int dimensions = magic & 0xff;
        String other = OTHER_TYPES.get(magic >>> 8);
        if (other != null) {
            throw new DataFileException(name, "is an IDX file of " + other + ", and only unsigned bytes are read");
        }
        if (magic >>> 8 != UNSIGNED_BYTES || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw new DataFileException(
                    name, String.format("is no IDX file of unsigned bytes, begins with %08x", magic));
        }
        int[] shape = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
            shape[i] = in.readInt();
        }
        return shape;
    }

    private static int size(int[] shape, String name) {
        long size = 1;
        for (int dimension : shape) {
            size *= dimension;
            if (dimension < 0 || size > Integer.MAX_VALUE - 64) {
                throw new DataFileException(name, "has impossible dimensions " + describe(shape));
            }
        }
        return (int) size;
    }

    private static String describe(int[] shape) {
        StringBuilder text = new StringBuilder();
        for (int dimension : shape) {
            text.append(text.isEmpty() ? "" : " x ").append(Integer.toUnsignedString(dimension));
        }
        return text.toString();
    }
}
