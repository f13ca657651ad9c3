package io.psephos.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.psephos.learning.format.DataFileException;
import io.psephos.learning.format.IdxFilesTest;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Extensions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataSetsTest {

    private record Own(String name, LongFunction<DataSet> loaded) implements DataSetExtension {
        @Override
        public DataSet load(long seed) {
            return loaded.apply(seed);
        }
    }

    private static DataSets with(LongFunction<DataSet> loaded) {
        return DataSets.builtIn().with(Extensions.of(new Own("x-mine", loaded)));
    }

    @Test
    void loadsAUsersOwnSetUnderItsName() {
        DataSet own = with(DataSets::digits).load("x-mine", 2).orElseThrow();

        assertThat(own.name()).isEqualTo("x-mine");
        assertThat(sums(own.heldOut())).isEqualTo(sums(DataSets.digits(2).heldOut()));
        assertThat(with(DataSets::digits).load("x-other", 2)).isEmpty();
        assertThat(with(DataSets::digits).load("digits", 2)).isPresent();
    }

    @Test
    void theFailureOfAUsersOwnSetCarriesItsName() {
        DataSets throwing = with(seed -> {
            throw new IllegalStateException("the sensor is away");
        });
        Examples none = DataSets.digits(1).training().range(0, 0);
        DataSets empty = with(seed -> new DataSet("", none, none));

        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> throwing.load("x-mine", 1))
                .withMessage("data set 'x-mine' failed: IllegalStateException: the sensor is away");
        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(() -> empty.load("x-mine", 1))
                .withMessage("data set 'x-mine' has no examples to train on");
    }

    @Test
    void splitsTheDigitsByClassWithoutOverlap() {
        DataSet digits = DataSets.digits(1);

        assertThat(digits.training().count() + digits.heldOut().count()).isEqualTo(1797);
        assertThat(digits.heldOut().count()).isBetween(355, 364);
        int[] training = digits.training().classCounts();
        int[] heldOut = digits.heldOut().classCounts();
        for (int c = 0; c < 10; c++) {
            assertThat(heldOut[c]).isEqualTo((int) Math.round(0.2 * (training[c] + heldOut[c])));
        }
        assertThat(distinctRows(digits.training()) + distinctRows(digits.heldOut()))
                .isEqualTo(1797);
    }

    @Test
    void splitsTheDigitsBySeed() {
        assertThat(sums(DataSets.digits(1).heldOut()))
                .isEqualTo(sums(DataSets.digits(1).heldOut()));
        assertThat(sums(DataSets.digits(1).heldOut()))
                .isNotEqualTo(sums(DataSets.digits(2).heldOut()));
    }

    @Test
    void scalesTheDigitsToOne() {
        Examples training = DataSets.digits(1).training();
        float largest = 0;
        for (int i = 0; i < training.count(); i++) {
            for (float feature : training.features(i)) {
                assertThat(feature).isBetween(0f, 1f);
                largest = Math.max(largest, feature);
            }
        }
        assertThat(largest).isEqualTo(1);
        assertThat(training.featureCount()).isEqualTo(64);
        assertThat(training.classCount()).isEqualTo(10);
    }

    @Test
    void shipsTheLicenceOfTheDigits() {
        assertThat(DataSets.class.getResource("digits-1797/LICENSE")).isNotNull();
    }

    @Test
    void knowsWhatItDoesNotHold(@TempDir Path directory) {
        assertThat(DataSets.builtIn().load("digits", 1)).isPresent();
        assertThat(DataSets.builtIn().load("mnist", 1)).isEmpty();
        assertThat(DataSets.in(directory).load("mnist", 1)).isEmpty();
        assertThat(DataSets.in(directory).load("../" + directory.getFileName(), 1))
                .isEmpty();
        assertThat(DataSets.in(directory).load(directory.toString(), 1)).isEmpty();
    }

    @Test
    void findsASetByFolderAndAsTheFolderItself(@TempDir Path directory) throws IOException {
        write(directory.resolve("tiny"), ".gz");

        DataSet inside = DataSets.in(directory).load("tiny", 1).orElseThrow();
        DataSet itself = DataSets.in(directory.resolve("tiny")).load("tiny", 2).orElseThrow();

        assertThat(inside.training().count()).isEqualTo(3);
        assertThat(inside.heldOut().count()).isEqualTo(2);
        assertThat(inside.training().features(2)).containsExactly(40 / 255f, 50 / 255f);
        assertThat(sums(itself.training())).isEqualTo(sums(inside.training()));
        assertThat(DataSets.in(directory.resolve("tiny")).load("other", 1)).isEmpty();
        assertThat(DataSets.in(directory.resolve("tiny").resolve(".")).load("tiny", 2))
                .as("however the folder is spelled, as . where one stands in it")
                .isPresent();
    }

    @Test
    void readsFilesThatAreNotZipped(@TempDir Path directory) throws IOException {
        write(directory.resolve("tiny"), "");

        assertThat(DataSets.in(directory).load("tiny", 1)).isPresent();
    }

    @Test
    void takesSetsOfMoreClassesWithTheirHeldOutPartNamedTest(@TempDir Path directory) throws IOException {
        Path folder = directory.resolve("letters");
        Files.createDirectories(folder);
        Files.write(folder.resolve("train-images-idx3-ubyte"), IdxFilesTest.idx(new int[] {2, 1, 2}, 0, 10, 20, 30));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxFilesTest.idx(new int[] {2}, 61, 3));
        Files.write(folder.resolve("test-images-idx3-ubyte"), IdxFilesTest.idx(new int[] {1, 1, 2}, 1, 2));
        Files.write(folder.resolve("test-labels-idx1-ubyte"), IdxFilesTest.idx(new int[] {1}, 7));

        DataSet letters = DataSets.in(directory).load("letters", 1).orElseThrow();

        assertThat(letters.training().classCount()).isEqualTo(62);
        assertThat(letters.heldOut().classCount()).isEqualTo(62);
        assertThat(letters.heldOut().label(0)).isEqualTo(7);
        Files.write(folder.resolve("test-labels-idx1-ubyte"), IdxFilesTest.idx(new int[] {2}, 7, 8));
        refused(directory, "letters", "must have an element for each of the 1 rows");
    }

    @Test
    void namesAMissingFile(@TempDir Path directory) throws IOException {
        write(directory.resolve("tiny"), ".gz");
        Files.delete(directory.resolve("tiny/t10k-labels-idx1-ubyte.gz"));

        refused(directory, "tiny", "t10k-labels-idx1-ubyte: is missing");
    }

    @Test
    void checksTheSumsThatLieBeside(@TempDir Path directory) throws IOException, NoSuchAlgorithmException {
        Path folder = directory.resolve("tiny");
        write(folder, ".gz");
        Path labels = folder.resolve("train-labels-idx1-ubyte.gz");
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(labels)));
        Path sums = folder.resolve("SHA256SUMS");

        Files.writeString(sums, sum.toUpperCase() + "  " + labels.getFileName() + "\n\n" + "0".repeat(64) + " *else\n");
        refused(directory, "tiny", "train-images-idx3-ubyte.gz: has no line in " + sums);

        Files.writeString(sums, "0".repeat(64) + "  " + labels.getFileName() + "\n");
        refused(directory, "tiny", labels + ": must have the SHA-256 of " + sums + ", 0000");

        Files.writeString(sums, "garbage\n");
        refused(directory, "tiny", "line 1 is no SHA-256 sum of a file");
    }

    @Test
    void doesNotTakeAnythingElseForMnist(@TempDir Path directory) throws IOException {
        write(directory.resolve("mnist"), ".gz");
        write(directory.resolve("fashion-mnist"), ".gz");

        refused(directory, "mnist", "must have the SHA-256 of the original MNIST");
        refused(directory, "fashion-mnist", "must have the SHA-256 of the original Fashion-MNIST");
        refused(directory.resolve("fashion-mnist"), "mnist", "must have the SHA-256 of the original MNIST");
    }

    @Test
    void readsTheRealMnist() {
        String folder = System.getenv("PSEPHOS_DATA");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder, "mnist")), "no folder with MNIST in PSEPHOS_DATA");
        Path directory = Path.of(folder);

        DataSet mnist = DataSets.in(directory).load("mnist", 1).orElseThrow();

        assertThat(mnist.training().classCounts())
                .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertThat(mnist.heldOut().classCounts())
                .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertThat(mnist.training().featureCount()).isEqualTo(784);
        double sum = 0;
        for (int i = 0; i < mnist.training().count(); i++) {
            for (float feature : mnist.training().features(i)) {
                sum += feature;
            }
        }
        assertThat(sum / 60_000 / 784).as("the well-known mean of the pixels").isCloseTo(0.1307, within(1e-4));
    }

    private static void refused(Path directory, String name, String fault) {
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> DataSets.in(directory).load(name, 1))
                .withMessageContaining(fault);
    }

    private static void write(Path folder, String suffix) throws IOException {
        Files.createDirectories(folder);
        Map<String, byte[]> files = Map.of(
                "train-images-idx3-ubyte", IdxFilesTest.idx(new int[] {3, 1, 2}, 0, 10, 20, 30, 40, 50),
                "train-labels-idx1-ubyte", IdxFilesTest.idx(new int[] {3}, 0, 1, 2),
                "t10k-images-idx3-ubyte", IdxFilesTest.idx(new int[] {2, 1, 2}, 1, 2, 3, 4),
                "t10k-labels-idx1-ubyte", IdxFilesTest.idx(new int[] {2}, 9, 0));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] bytes = suffix.isEmpty() ? file.getValue() : IdxFilesTest.gzip(file.getValue());
            Files.write(folder.resolve(file.getKey() + suffix), bytes);
        }
    }

    private static int distinctRows(Examples examples) {
        IdentityHashMap<float[], Boolean> rows = new IdentityHashMap<>();
        for (int i = 0; i < examples.count(); i++) {
            rows.put(examples.features(i), true);
        }
        return rows.size();
    }

    private static double[] sums(Examples examples) {
        double[] sums = new double[examples.count()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = 100 * examples.label(i);
            for (float feature : examples.features(i)) {
                sums[i] += feature;
            }
        }
        return sums;
    }
}
