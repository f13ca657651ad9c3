package io.psephos.learning.data;

import io.psephos.learning.data.Recipe.Sources;
import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The recipe of a folder: its {@code dataset.yaml}, or what the names of its files say. */
final class FoundFiles {
    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final List<String> TABLES = List.of(".csv", ".tsv", ".csv.gz", ".tsv.gz", ".npz");
    private static final int LISTED = 8;

    private final Path folder;
    private final List<String> names;

    private FoundFiles(Path folder, List<String> names) {
        this.folder = folder;
        this.names = names;
    }

    /** @throws DataFileException when the folder cannot be read */
    static FoundFiles in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return new FoundFiles(
                    folder,
                    files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new DataFileException(folder.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether the files look like those of a set, whole or not. */
    boolean isSet() {
        return names.contains(RecipeFile.NAME) || has(IMAGES) || !tables().isEmpty() || names.contains("x.npy");
    }

    /** The name that the set gives itself. */
    Optional<String> name() {
        return names.contains(RecipeFile.NAME)
                ? RecipeFile.read(folder.resolve(RecipeFile.NAME)).name()
                : Optional.empty();
    }

    /**
     * The recipe.
     *
     * @param name of the set, which may be a well-known one
     * @throws DataFileException when there is none, or no single one
     */
    Recipe recipe(String name) {
        if (names.contains(RecipeFile.NAME)) {
            Recipe recipe = RecipeFile.read(folder.resolve(RecipeFile.NAME));
            return recipe.sources().isEmpty() ? recipe.from(sources()) : recipe;
        }
        if (!has(IMAGES)) {
            Optional<Recipe> known = known(name);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return Recipe.of(sources());
    }

    /** The recipe of a set that many know, whose files say less than one has to know. */
    private static Optional<Recipe> known(String name) {
        String path = "recipes/" + name + ".yaml";
        try (InputStream recipe = FoundFiles.class.getResourceAsStream(path)) {
            return recipe == null ? Optional.empty() : Optional.of(RecipeFile.of(recipe.readAllBytes(), path));
        } catch (IOException e) {
            throw new DataFileException(path, "cannot be read: " + e.getMessage(), e);
        }
    }

    private Sources sources() {
        if (has(IMAGES)) {
            String test = has("test-images-idx3-ubyte") ? "test" : "t10k";
            return Sources.ofArrays(Map.of(
                    "x",
                    IMAGES,
                    "y",
                    "train-labels-idx1-ubyte",
                    "x_test",
                    test + "-images-idx3-ubyte",
                    "y_test",
                    test + "-labels-idx1-ubyte"));
        }
        if (names.contains("x.npy")) {
            return npy();
        }
        List<String> tables = tables();
        Optional<String> training = tables.stream()
                .filter(table -> table.startsWith("train."))
                .findFirst()
                .or(() -> tables.size() == 1 ? Optional.of(tables.get(0)) : Optional.empty());
        if (training.isEmpty()) {
            throw new DataFileException(
                    folder.toString(),
                    (tables.isEmpty()
                                    ? "has no data that is read"
                                    : "has several tables, and no files.train in a dataset.yaml says which")
                            + "; expected dataset.yaml, one .csv or .npz, train.csv and test.csv, x.npy and y.npy, or "
                            + IMAGES + ", " + there());
        }
        List<String> testing =
                tables.stream().filter(table -> table.startsWith("test.")).toList();
        return Sources.ofTables(List.of(training.get()), training.get().startsWith("train.") ? testing : List.of());
    }

    private Sources npy() {
        Map<String, String> arrays = new LinkedHashMap<>();
        for (String array : List.of("x", "y", "x_test", "y_test", "client")) {
            if (names.contains(array + ".npy")) {
                arrays.put(array, array + ".npy");
            }
        }
        arrays.putIfAbsent("y", "y.npy");
        if (arrays.containsKey("x_test") || arrays.containsKey("y_test")) {
            arrays.put("x_test", "x_test.npy");
            arrays.put("y_test", "y_test.npy");
        }
        return Sources.ofArrays(arrays);
    }

    private String there() {
        if (names.isEmpty()) {
            return "and it has no files";
        }
        String listed = names.stream().limit(LISTED).map(Text::printable).collect(Collectors.joining(", "));
        boolean isParquet = names.stream().anyMatch(name -> name.endsWith(".parquet"));
        return "has " + listed + (names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "")
                + (isParquet ? "; Parquet is not read, write the table as .csv" : "");
    }

    private List<String> tables() {
        return names.stream()
                .filter(name -> TABLES.stream().anyMatch(name::endsWith))
                .toList();
    }

    private boolean has(String stem) {
        return names.contains(stem) || names.contains(stem + ".gz");
    }
}
