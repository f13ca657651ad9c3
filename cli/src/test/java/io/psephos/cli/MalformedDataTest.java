package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.cli.MalformedData.Broken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that data that is wrong is told in one line, with its place, before anything runs. */
class MalformedDataTest {
    private static final int FOLDERS = 240;
    private static final Pattern JAVA = Pattern.compile(
            "java\\.|snakeyaml|fastcsv|\\w+Exception|\\bat [a-z]+\\.[\\w.]+\\(|@[0-9a-f]{6}|\\bnull\\b");
    private static final String JOB = """
            name: own
            model: {net: softmax, layers: [4, 3]}
            schedule: {rounds: 1, cohort: 2, quorum: 2}
            codec: {scheme: float32}
            aggregation: {rule: weighted-mean}
            evaluation: {set: own}
            simulation: {data: own, clients: 2}
            """;

    @TempDir
    private Path home;

    @Test
    void aFolderThatIsWrongIsToldInOneLine() throws IOException {
        Path job = Files.writeString(home.resolve("own.yaml"), JOB);
        SoftAssertions told = new SoftAssertions();
        for (int i = 0; i < FOLDERS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Broken broken =
                    MalformedData.KINDS.get(i % MalformedData.KINDS.size()).apply(random);
            Path folder = home.resolve(Integer.toString(i)).resolve("own");
            broken.write(folder);

            Run run = Run.of("simulate", job, "--data", folder.getParent().toString());

            String which = "folder %d: %s".formatted(i, broken.what());
            told.assertThat(run.exit()).as(which + ": " + run.err()).isEqualTo(2);
            told.assertThat(run.err().strip().lines().toList()).as(which).hasSize(1);
            told.assertThat(run.err())
                    .as(which)
                    .startsWith("psephos: " + folder)
                    .doesNotContainPattern(JAVA);
            for (String fault : broken.fault().split("\0")) {
                told.assertThat(run.err()).as(which).contains(fault);
            }
            told.assertThat(run.out()).as(which).isEmpty();
        }
        told.assertAll();
    }

    @Test
    void thereAreEnoughOfThem() {
        assertThat(MalformedData.KINDS).hasSizeBetween(80, FOLDERS);
    }

    /** Lines that end as Windows has them, a mark before the text, quotes: all of it is the same table. */
    @Test
    void whatIsOnlyUnusualIsReadRight() throws IOException {
        Path job = Files.writeString(home.resolve("own.yaml"), JOB);
        String table = MalformedData.table(new SplittableRandom(1));
        List<String> digests = List.of(
                        table,
                        table.replace("\n", "\r\n"),
                        "\uFEFF" + table,
                        "\uFEFF" + table.replace("\n", "\r\n"),
                        table.replaceAll("([^,\n]+)", "\"$1\""),
                        table.replace(",", " , ") + "\n\n")
                .stream()
                .map(text -> digest(job, text))
                .toList();

        assertThat(digests).containsOnly(digests.get(0));
    }

    private String digest(Path job, String table) {
        try {
            Path folder = Files.createDirectories(home.resolve("own"));
            Files.writeString(folder.resolve("t.csv"), table);
            Run run = Run.of("simulate", job, "--data", folder.toString(), "--json");
            assertThat(run.exit()).as(run.err()).isZero();
            return run.last().path("digest").asString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
