package io.psephos.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.psephos.learning.format.DataFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of tables that users bring, and of what a {@code dataset.yaml} says of them. */
final class OwnDataTest {
    @TempDir
    private Path home;

    @Test
    void wordsBecomeClassesInSortedOrderAndAShareOfEachIsHeldOut() throws IOException {
        StringBuilder text = new StringBuilder("size,weight,label\n");
        for (int i = 0; i < 30; i++) {
            text.append(i)
                    .append(",-0.5,")
                    .append(i % 3 == 0 ? "pear" : i % 3 == 1 ? "apple" : "fig")
                    .append('\n');
        }
        DataSet set = load(text.toString(), "");

        assertThat(set.training().classCounts()).containsExactly(8, 8, 8);
        assertThat(set.heldOut().classCounts()).containsExactly(2, 2, 2);
        assertThat(set.notes()).containsExactly("classes 0 to 2 are apple, fig, pear");
        for (int i = 0; i < 24; i++) {
            int size = (int) set.training().features(i)[0];
            assertThat(set.training().label(i)).isEqualTo(new int[] {2, 0, 1}[size % 3]);
        }
    }

    @Test
    void wholeNumbersFromZeroAreTheirClassesSoThatSharesOfASetAgree() throws IOException {
        DataSet set = load("a,y\n1,0\n2,2\n3,2.0\n4,0\n", "test: 0");

        assertThat(set.training().classCounts()).containsExactly(2, 0, 2);
        assertThat(set.notes()).isEmpty();
    }

    @Test
    void otherNumbersAreSortedAndGivenClassesAreKept() throws IOException {
        assertThat(load("a,y\n1,-1\n2,1\n", "test: 0").notes()).containsExactly("classes 0 to 1 are -1, 1");
        assertThat(load("a,y\n1,b\n2,b\n", "test: 0\nclasses: [a, b, c]")
                        .training()
                        .classCounts())
                .containsExactly(0, 2, 0);
        DataSet merged = load("a,y\n1,0\n2,3\n3,1\n", "test: 0\nclasses: {absent: [0], present: [1, 2, 3]}");
        assertThat(merged.training().classCounts()).containsExactly(1, 2);
    }

    @Test
    void missingValuesAreFilledOrDroppedByTheTrainingPartAlone() throws IOException {
        String text = "a,b,y\n1,?,0\n3,5,0\n,7,1\n";
        Path folder = write("gaps", text, "missing: mean");
        Files.move(folder.resolve("t.csv"), folder.resolve("train.csv"));
        Files.writeString(folder.resolve("test.csv"), "a,b,y\n100,NA,1\n");

        DataSet mean = DataSets.in(home).load("gaps", 1).orElseThrow();

        assertThat(mean.training().features(0)).containsExactly(1, 6);
        assertThat(mean.training().features(2)).containsExactly(2, 7);
        assertThat(mean.heldOut().features(0)).containsExactly(100, 6);
        assertThat(mean.notes())
                .containsExactly("3 missing values became the mean of their feature over the training part");
        assertThat(load(text, "missing: zero\ntest: 0").training().features(2)).containsExactly(0, 7);
        assertThat(load(text, "missing: drop\ntest: 0").training().count()).isEqualTo(1);
        refused(text, "", "line 2: column 'b' must be a number, was '?'; missing: mean, zero or drop");
    }

    @Test
    void scalesAreFoundOnTheTrainingPartAlone() throws IOException {
        Path folder = write("scaled", "a,b,y\n1,7,0\n3,7,1\n", "scale: standard");
        Files.move(folder.resolve("t.csv"), folder.resolve("train.csv"));
        Files.writeString(folder.resolve("test.csv"), "a,b,y\n5,7,1\n");

        DataSet standard = DataSets.in(home).load("scaled", 1).orElseThrow();
        Files.writeString(folder.resolve("dataset.yaml"), "scale: unit\n");
        DataSet unit = DataSets.in(home).load("scaled", 1).orElseThrow();
        Files.writeString(folder.resolve("dataset.yaml"), "scale: 4\n");
        DataSet divided = DataSets.in(home).load("scaled", 1).orElseThrow();

        assertThat(standard.training().features(0)).containsExactly(-1, 0);
        assertThat(standard.heldOut().features(0)).containsExactly(3, 0);
        assertThat(unit.training().features(1)).containsExactly(1, 0);
        assertThat(unit.heldOut().features(0)).containsExactly(2, 0);
        assertThat(divided.heldOut().features(0)).containsExactly(1.25f, 1.75f);
    }

    @Test
    void aColumnOfClientsMakesTheirShares() throws IOException {
        String text = "client,a,label\n10,1,0\n9,2,1\n10,3,0\n10,4,1\n";
        NaturalClients clients = load(text, "test: 0").clients().orElseThrow();

        assertThat(clients.names()).containsExactly("9", "10");
        assertThat(clients.shares()).isDeepEqualTo(new int[][] {{1}, {0, 2, 3}});
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> clients.split(load(text, "test: 0").training(), 3, new SplittableRandom(1)))
                .withMessageContaining("has 2 clients")
                .withMessageContaining("was 3");
    }

    @Test
    void tablesOfOtherHabitsAreRead() throws IOException {
        assertThat(load("a;y\n1,5;0\n-2,25;1\n", "delimiter: \";\"\ndecimal: \",\"\ntest: 0")
                        .training()
                        .features(1))
                .containsExactly(-2.25f);
        assertThat(load("1,2,0\n3,4,1\n", "columns: [a, b, kind]\nlabel: kind\nignore: [a]\ntest: 0")
                        .training()
                        .features(1))
                .containsExactly(4);
        assertThat(load("1,2,0\n3,4,1\n", "header: false\nlabel: 3\ntest: 0")
                        .training()
                        .features(1))
                .containsExactly(3, 4);
        assertThat(load(",a,y\n0,5,1\n1,6,0\n", "ignore: [\"\"]\ntest: 0")
                        .training()
                        .features(0))
                .containsExactly(5);
    }

    @Test
    void theNameIsTheFoldersOrTheOneItGivesItself() throws IOException {
        Path folder = write("folder", "a,y\n1,0\n2,1\n", "name: fruit\ntest: 0");

        assertThat(DataSets.in(folder).load("fruit", 1)).isPresent();
        assertThat(DataSets.in(folder).load("folder", 1)).isEmpty();
        assertThat(DataSets.in(home).load("folder", 1)).isPresent();
        assertThat(DataSets.in(folder).names()).containsExactly("fruit");
        assertThat(DataSets.in(home).names()).contains("folder");
    }

    @Test
    void textBecomesWindowsWhoseEndsAreHeldOut() throws IOException {
        String yaml = "columns: [who, line]\nclient: who\ntext: {column: line, window: 2, alphabet: \"ab \"}";
        DataSet set = load("x,\"A bab!ab\"\ny,aabb\nx,b\n", yaml);

        // x says "a babab" and "b", y says "aabb".
        assertThat(set.training().featureCount()).isEqualTo(6);
        assertThat(set.training().count()).isEqualTo(7);
        assertThat(set.heldOut().count()).isEqualTo(1);
        assertThat(set.training().features(0)).containsExactly(1, 0, 0, 0, 0, 1);
        assertThat(set.training().label(0)).isEqualTo(1);
        assertThat(set.clients().orElseThrow().names()).containsExactly("x", "y");
        assertThat(set.clients().orElseThrow().shares()[1]).hasSize(2);
    }

    @Test
    void theHeartsAreThoseOfTheirFourHospitals() {
        DataSet hearts = real("heart-disease");

        assertThat(hearts.clients().orElseThrow().names())
                .containsExactly("cleveland", "hungarian", "switzerland", "va");
        assertThat(hearts.training().count() + hearts.heldOut().count()).isEqualTo(920);
        assertThat(hearts.training().classCounts()[1] + hearts.heldOut().classCounts()[1])
                .as("patients with num > 0")
                .isEqualTo(509);
        assertThat(hearts.notes()).anyMatch(note -> note.startsWith("1,759 missing values"));
        for (int feature = 0; feature < 13; feature++) {
            int column = feature;
            double mean = IntStream.range(0, hearts.training().count())
                    .mapToDouble(i -> hearts.training().features(i)[column])
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(0, within(1e-4));
        }
    }

    @Test
    void shakespeareIsThatOfAHundredRoles() {
        DataSet roles = real("shakespeare");

        assertThat(roles.clients().orElseThrow().count()).isEqualTo(100);
        assertThat(roles.clients().orElseThrow().names()).anyMatch(name -> name.endsWith("/HAMLET"));
        assertThat(roles.training().count()).isEqualTo(160_000);
        int[] counts = roles.heldOut().classCounts();
        assertThat(Arrays.stream(counts).max().orElseThrow()
                        / (double) roles.heldOut().count())
                .as("the share of the most frequent character, which a model has to beat")
                .isCloseTo(0.162, within(0.001));
    }

    private static DataSet real(String name) {
        String folder = System.getenv("PSEPHOS_DATA");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder, name)), "no folder " + name + " in PSEPHOS_DATA");
        return DataSets.in(Path.of(folder)).load(name, 1).orElseThrow();
    }

    private void refused(String text, String yaml, String fault) {
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> load(text, yaml))
                .withMessageContaining(fault);
    }

    private DataSet load(String text, String yaml) throws IOException {
        write("set", text, yaml);
        return DataSets.in(home).load("set", 1).orElseThrow();
    }

    private Path write(String name, String text, String yaml) throws IOException {
        Path folder = Files.createDirectories(home.resolve(name));
        Files.writeString(folder.resolve("t.csv"), text);
        if (yaml.isEmpty()) {
            Files.deleteIfExists(folder.resolve("dataset.yaml"));
        } else {
            Files.writeString(folder.resolve("dataset.yaml"), yaml + "\n");
        }
        return folder;
    }
}
