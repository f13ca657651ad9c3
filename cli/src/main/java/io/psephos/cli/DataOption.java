package io.psephos.cli;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the directory of data sets, each of which is read once. */
final class DataOption {
    private static final int LISTED = 10;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder with data sets such as mnist/, or of one.")
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
                .orElseThrow(() -> new InvalidInputException("no data set '" + name + "' is built in"
                        + (folder == null
                                ? "; " + option + " names a folder with others"
                                : ", and " + option + " "
                                        + folder.toAbsolutePath().normalize()
                                        + " neither has a folder of that name nor is it" + others(known))));
    }

    private static String others(DataSets known) {
        List<String> names = known.names();
        return names.isEmpty()
                ? ""
                : "; it has "
                        + names.stream().limit(LISTED).map(Text::printable).collect(Collectors.joining(", "))
                        + (names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "");
    }
}
