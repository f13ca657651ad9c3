package io.psephos.learning.data;

import io.psephos.learning.data.Recipe.Sources;
import io.psephos.learning.data.Recipe.Table;
import io.psephos.learning.format.CsvFile;
import io.psephos.learning.format.DataFileException;
import io.psephos.learning.format.FileArray;
import io.psephos.learning.format.IdxFiles;
import io.psephos.learning.format.NpyFiles;
import io.psephos.learning.format.NpzFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A reader of a set's training and test part, from whichever files they are in. */
final class PartReader {
    private static final List<String> X = List.of("x", "X", "x_train", "X_train");
    private static final List<String> Y = List.of("y", "Y", "y_train", "Y_train");
    private static final List<String> X_TEST = List.of("x_test", "X_test");
    private static final List<String> Y_TEST = List.of("y_test", "Y_test");
    private static final List<String> CLIENT = List.of("client");

    private final VouchedFiles files;
    private final Recipe recipe;
    private final Words labels;
    private final Words clients;

    PartReader(VouchedFiles files, Recipe recipe, Words labels, Words clients) {
        this.files = files;
        this.recipe = recipe;
        this.labels = labels;
        this.clients = clients;
    }

    RawPart training() {
        Sources sources = recipe.sources();
        if (!sources.arrays().isEmpty()) {
            return arrays("x", "y", "client").orElseThrow();
        }
        Stream<RawPart> parts = sources.byClient().isEmpty()
                ? sources.training().stream().map(file -> part(file, Optional.empty()))
                : sources.byClient().entrySet().stream()
                        .map(client -> part(client.getValue(), Optional.of(client.getKey())));
        return RawPart.joined(parts.toList());
    }

    /** The test part; empty where the set comes in one piece. */
    Optional<RawPart> testing() {
        Sources sources = recipe.sources();
        if (!sources.arrays().isEmpty()) {
            return arrays("x_test", "y_test", "none");
        }
        if (!sources.testing().isEmpty()) {
            return Optional.of(RawPart.joined(sources.testing().stream()
                    .map(file -> part(file, Optional.empty()))
                    .toList()));
        }
        List<RawPart> parts = sources.training().stream()
                .filter(PartReader::isArchive)
                .flatMap(file -> archived(files.file(file), X_TEST, Y_TEST, List.of()).stream())
                .toList();
        return parts.isEmpty() ? Optional.empty() : Optional.of(RawPart.joined(parts));
    }

    private RawPart part(String name, Optional<String> owner) {
        Path file = files.file(name);
        if (isArchive(name)) {
            return archived(file, X, Y, CLIENT)
                    .orElseThrow(() -> new DataFileException(
                            file.toString(),
                            "must have arrays x and y, has " + String.join(", ", new NpzFile(file).names())));
        }
        Table table = recipe.table();
        char usual = name.endsWith(".tsv") || name.endsWith(".tsv.gz") ? '\t' : ',';
        CsvFile csv = new CsvFile(file, table.delimiter().orElse(usual), table.hasHeader(), table.columns());
        return recipe.text()
                .map(text -> new WindowReader(csv, text, table.client(), labels, clients).read())
                .orElseGet(() -> new TableReader(csv, recipe, labels, clients, owner).read());
    }

    private static boolean isArchive(String name) {
        return name.endsWith(".npz");
    }

    private Optional<RawPart> archived(Path file, List<String> x, List<String> y, List<String> client) {
        NpzFile archive = new NpzFile(file);
        Optional<FileArray> features = first(archive, x);
        Optional<FileArray> labelled = first(archive, y);
        if (features.isEmpty() || labelled.isEmpty()) {
            if (features.isPresent() || labelled.isPresent()) {
                throw new DataFileException(
                        file.toString(),
                        "must have both or none of " + x.get(0) + " and " + y.get(0) + ", has "
                                + String.join(", ", archive.names()));
            }
            return Optional.empty();
        }
        return Optional.of(
                new ArrayReader(recipe, labels, clients).read(features.get(), labelled.get(), first(archive, client)));
    }

    private static Optional<FileArray> first(NpzFile archive, List<String> names) {
        return names.stream().flatMap(name -> archive.read(name).stream()).findFirst();
    }

    private Optional<RawPart> arrays(String x, String y, String client) {
        return array(y).map(labelled ->
                new ArrayReader(recipe, labels, clients).read(array(x).orElseThrow(), labelled, array(client)));
    }

    private Optional<FileArray> array(String what) {
        return Optional.ofNullable(recipe.sources().arrays().get(what)).map(name -> {
            Path file = files.file(name);
            try (InputStream in = Files.newInputStream(file)) {
                return name.endsWith(".npy") || name.endsWith(".npy.gz")
                        ? NpyFiles.read(in, file.toString())
                        : IdxFiles.read(in, file.toString());
            } catch (IOException e) {
                throw new DataFileException(file.toString(), "cannot be read: " + e.getMessage(), e);
            }
        });
    }
}
