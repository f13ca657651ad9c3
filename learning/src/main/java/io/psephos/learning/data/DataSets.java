package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import io.psephos.learning.format.FileArray;
import io.psephos.learning.format.IdxFiles;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Data sets by name: {@code digits} comes with the library; others are read from a directory.
 *
 * <p>That directory holds folders by name, or is itself the folder of the only set that is asked for, whose name is the
 * folder's own or the one in its {@code dataset.yaml}. A name that begins with {@code x-} is that of a user's own.
 */
public final class DataSets {
    private static final String DIGITS = "digits";
    private static final double HELD_OUT = 0.2;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    private final @Nullable Path directory;
    private final Extensions extensions;

    private DataSets(@Nullable Path directory, Extensions extensions) {
        this.directory = directory;
        this.extensions = extensions;
    }

    /** The built-in sets only. */
    public static DataSets builtIn() {
        return new DataSets(null, Extensions.NONE);
    }

    /** The built-in sets, and those in the directory. */
    public static DataSets in(Path directory) {
        return new DataSets(directory, Extensions.NONE);
    }

    /** Returns these sets and users' own. */
    public DataSets with(Extensions others) {
        return new DataSets(directory, extensions.and(others));
    }

    /**
     * Loads a set; empty when there is none of that name.
     *
     * @param seed of the split of a set that comes in one piece: who trains and who judges must name the same
     * @throws DataFileException when files of the set are missing, damaged or have another checksum
     * @throws ExtensionException when a user's own set fails
     */
    public Optional<DataSet> load(String name, long seed) {
        if (Extensions.isName(name)) {
            return extensions
                    .find(DataSetExtension.class, ExtensionFamily.DATA_SET, name)
                    .map(own -> own(own, seed));
        }
        if (name.equals(DIGITS)) {
            return Optional.of(digits(seed));
        }
        Path all = directory;
        return all == null
                ? Optional.empty()
                : folder(all, name).map(folder -> new SetFolder(name, new VouchedFiles(name, folder, all)).load(seed));
    }

    /**
     * 1,797 handwritten digits of 8 x 8 pixels (Alpaydin and Kaynak, 1998), a stratified fifth of them held out.
     */
    public static DataSet digits(long seed) {
        FileArray images = resource("images-idx3-ubyte.gz");
        FileArray labels = resource("labels-idx1-ubyte.gz");
        int[] classes = IntStream.range(0, labels.rows())
                .map(row -> labels.bytes()[row])
                .toArray();
        Examples all = Examples.ofBytes(images.bytes(), 16, classes, 10);
        StratifiedSplit split = StratifiedSplit.of(all, HELD_OUT, new SplittableRandom(seed));
        return new DataSet(DIGITS, all.select(split.rest()), all.select(split.share()));
    }

    private static DataSet own(DataSetExtension extension, long seed) {
        DataSet set = ExtensionException.guard(extension, () -> extension.load(seed));
        if (set.training().count() == 0) {
            throw new ExtensionException(extension, "has no examples to train on");
        }
        return new DataSet(extension.name(), set.training(), set.heldOut(), set.clients(), set.notes());
    }

    private static Optional<Path> folder(Path directory, String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Path named = directory.resolve(name);
        if (Files.isDirectory(named)) {
            return Optional.of(named);
        }
        boolean itself = nameOf(directory)
                .filter(own -> own.equals(name) || Checksums.isKnown(name))
                .isPresent();
        return itself ? Optional.of(directory) : Optional.empty();
    }

    /** The name of the set that the directory itself is; empty where it is none. */
    private static Optional<String> nameOf(Path directory) {
        FoundFiles files = FoundFiles.in(directory);
        Path folder = directory.toAbsolutePath().normalize().getFileName();
        return files.isSet()
                ? files.name().or(() -> Optional.ofNullable(folder).map(Path::toString))
                : Optional.empty();
    }

    /** The names of users' own sets. */
    public List<String> ownNames() {
        return extensions.names(ExtensionFamily.DATA_SET);
    }

    /** The names of the sets that the directory holds, or of the one that it is, sorted. */
    public List<String> names() {
        Path all = directory;
        if (all == null) {
            return List.of();
        }
        Optional<String> itself = nameOf(all);
        if (itself.isPresent()) {
            return List.of(itself.get());
        }
        try (Stream<Path> folders = Files.list(all)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DataFileException(all.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private static FileArray resource(String file) {
        String path = "digits-1797/" + file;
        InputStream in = DataSets.class.getResourceAsStream(path);
        if (in == null) {
            throw new DataFileException(path, "is missing from the library");
        }
        return IdxFiles.read(in, path);
    }
}
