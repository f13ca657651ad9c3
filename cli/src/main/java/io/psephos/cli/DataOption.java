package io.psephos.cli;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the directory of data sets, each of which is read once. */
final class DataOption {
    @Option(names = "--data", paramLabel = "DIR", description = "Folder with data sets in IDX files, such as mnist/.")
    private @Nullable Path folder;

    private final Map<String, DataSet> read = new ConcurrentHashMap<>();

    DataSet load(String name) {
        return read.computeIfAbsent(name, this::find);
    }

    private DataSet find(String name) {
        return find("--data", folder, name);
    }

    /** @param option that names the folder, for messages */
    static DataSet find(String option, @Nullable Path folder, String name) {
        if (folder != null) {
            new GivenFolder(option, folder).requireExisting();
        }
        DataSets known = folder == null ? DataSets.builtIn() : DataSets.in(folder);
        return known.load(name, Specs.SPLIT_SEED)
                .orElseThrow(() -> new FailedException("no data set '" + name + "' is built in"
                        + (folder == null
                                ? "; " + option + " names a folder with others"
                                : ", and " + option + " "
                                        + folder.toAbsolutePath().normalize()
                                        + " neither has a folder of that name nor is it")));
    }
}
