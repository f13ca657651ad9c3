package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * SHA-256 sums of the files of a well-known data set, by name.
 *
 * @param origin where they come from, as it stands in an exception
 */
record Checksums(String origin, Map<String, String> byFile) {
    private static final Checksums NONE = new Checksums("nothing", Map.of());
    private static final Map<String, Checksums> KNOWN = Map.of(
            "mnist",
            new Checksums(
                    "the original MNIST",
                    Map.of(
                            "train-images-idx3-ubyte.gz",
                            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                            "train-labels-idx1-ubyte.gz",
                            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                            "t10k-images-idx3-ubyte.gz",
                            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                            "t10k-labels-idx1-ubyte.gz",
                            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                            "train-images-idx3-ubyte",
                            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                            "train-labels-idx1-ubyte",
                            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                            "t10k-images-idx3-ubyte",
                            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                            "t10k-labels-idx1-ubyte",
                            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
            "fashion-mnist",
            new Checksums(
                    "the original Fashion-MNIST",
                    Map.of(
                            "train-images-idx3-ubyte.gz",
                            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                            "train-labels-idx1-ubyte.gz",
                            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                            "t10k-images-idx3-ubyte.gz",
                            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                            "t10k-labels-idx1-ubyte.gz",
                            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

    Checksums {
        byFile = Map.copyOf(byFile);
    }

    /** The sums of a well-known data set, none for others. */
    static Checksums known(String set) {
        return KNOWN.getOrDefault(set, NONE);
    }

    static boolean isKnown(String set) {
        return KNOWN.containsKey(set);
    }

    /**
     * Whether the file has a sum here, which it must have.
     *
     * @throws DataFileException when it has another
     */
    boolean check(Path file, String sum) {
        String expected = byFile.get(file.getFileName().toString());
        if (expected != null && !expected.equals(sum)) {
            throw new DataFileException(
                    file.toString(), "must have the SHA-256 of " + origin + ", " + expected + ", has " + sum);
        }
        return expected != null;
    }
}
