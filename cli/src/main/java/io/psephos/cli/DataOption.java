package io.psephos.cli;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the directory of data sets. */
final class DataOption {
    @Option(names = "--data", paramLabel = "DIR", description = "Folder with data sets in IDX files, such as mnist/.")
    private @Nullable Path folder;

    DataSet load(String name) {
        DataSets known = folder == null ? DataSets.builtIn() : DataSets.in(folder);
        return known.load(name, Specs.SPLIT_SEED)
                .orElseThrow(() -> new FailedException("no data set '" + name + "' is built in"
                        + (folder == null ? "; --data names a folder with others" : " or in " + folder)));
    }
}
