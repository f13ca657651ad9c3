package io.psephos.learning.data;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Data sets by name: {@code digits} comes with the library; {@code mnist}, {@code fashion-mnist} and others of their
 * form are read from a directory.
 *
 * <p>That directory holds folders by name, or is itself the folder of the only set that is asked for.
 */
public final class DataSets {
    private static final String DIGITS = "digits";
    private static final double HELD_OUT = 0.2;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    private final @Nullable Path directory;

    private DataSets(@Nullable Path directory) {
        this.directory = directory;
    }

    /** The built-in sets only. */
    public static DataSets builtIn() {
        return new DataSets(null);
    }

    /** The built-in sets, and those in the directory. */
    public static DataSets in(Path directory) {
        return new DataSets(directory);
    }

    /**
     * Loads a set; empty when there is none of that name.
     *
     * @param seed of the split of a set that comes in one piece: who trains and who judges must name the same
     * @throws DataFileException when files of the set are missing, damaged or have another checksum
     */
    public Optional<DataSet> load(String name, long seed) {
        if (name.equals(DIGITS)) {
            return Optional.of(digits(seed));
        }
        Path all = directory;
        return all == null
                ? Optional.empty()
                : folder(all, name).map(folder -> new MnistFolder(name, folder, all).load());
    }

    /**
     * 1,797 handwritten digits of 8 x 8 pixels (Alpaydin and Kaynak, 1998), a stratified fifth of them held out.
     */
    public static DataSet digits(long seed) {
        Examples all = IdxFiles.examples(
                resource("images-idx3-ubyte.gz"), resource("labels-idx1-ubyte.gz"), new IdxFiles.Scale(DIGITS, 16, 10));
        StratifiedSplit split = StratifiedSplit.of(all, HELD_OUT, new SplittableRandom(seed));
        return new DataSet(DIGITS, all.select(split.rest()), all.select(split.share()));
    }

    private static Optional<Path> folder(Path directory, String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Path named = directory.resolve(name);
        if (Files.isDirectory(named)) {
            return Optional.of(named);
        }
        Path whole = directory.toAbsolutePath().normalize();
        boolean itself = MnistFolder.isOne(directory) && (Checksums.isKnown(name) || whole.endsWith(name));
        return itself ? Optional.of(directory) : Optional.empty();
    }

    private static IdxArray resource(String file) {
        String path = "digits-1797/" + file;
        InputStream in = DataSets.class.getResourceAsStream(path);
        if (in == null) {
            throw new DataFileException(path, "is missing from the library");
        }
        return IdxFiles.read(in, path);
    }
}
