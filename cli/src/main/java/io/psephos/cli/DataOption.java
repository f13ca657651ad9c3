package io.psephos.cli;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.Extensions;
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

    /** @param extensions users' own sets are among */
    DataSet load(String name, Extensions extensions) {
        return read.computeIfAbsent(name, missing -> find("--data", folder, missing, extensions));
    }

    /** @param option that names the folder, for messages */
    static DataSet find(String option, @Nullable Path folder, String name, Extensions extensions) {
        if (folder != null) {
            new GivenFolder(option, folder).requireExisting();
        }
        DataSets known = (folder == null ? DataSets.builtIn() : DataSets.in(folder)).with(extensions);
        return known.load(name, Specs.SPLIT_SEED)
                .orElseThrow(() -> new InvalidInputException(
                        Extensions.isName(name) ? noneOfOwn(name, known) : none(option, folder, name, known)));
    }

    private static String noneOfOwn(String name, DataSets known) {
        List<String> own = known.ownNames();
        return own.isEmpty()
                ? "there is no data set '" + name + "' here; a jar that has it is given by --plugin FILE.jar"
                : "there is no data set '" + name + "' in the jars of --plugin, which have " + String.join(", ", own);
    }

    private static String none(String option, @Nullable Path folder, String name, DataSets known) {
        return "no data set '" + name + "' is built in"
                + (folder == null
                        ? "; " + option + " names a folder with others"
                        : ", and " + option + " " + folder.toAbsolutePath().normalize()
                                + " neither has a folder of that name nor is it" + others(known));
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
