package io.psephos.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/own-net.md promises: its files are the sample's files, and its command prints what it says. */
class OwnNetPageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int MOST_LINES = 60;

    private static List<CodeBlock> blocks(String language) throws IOException {
        return CodeBlock.in(Files.readString(ROOT.resolve("docs/own-net.md"))).stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    @Test
    void itsFilesAreThoseOfTheSampleFromBeginningToEnd() throws IOException {
        for (String language : List.of("java", "yaml", "xml")) {
            CodeBlock file = blocks(language).get(0);

            assertThat(file.source()).startsWith("samples/own-net/");
            assertThat(file.text()).isEqualTo(Files.readString(ROOT.resolve(file.source())));
        }
        assertThat(blocks("java").get(0).text().lines().count()).isLessThanOrEqualTo(MOST_LINES);
    }

    /** The command of the page, with the class path of this test in the place of what ./psephos builds. */
    @Test
    void itsCommandPrintsWhatItSays() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertThat(blocks("sh").get(0).text())
                .contains("java -cp \"cli/target/lib/*\" samples/own-net/Wave.java samples/own-net/job.yaml\n");

        Process process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "samples/own-net/Wave.java",
                        "samples/own-net/job.yaml")
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(printed.replace(System.lineSeparator(), "\n"))
                .isEqualTo(blocks("text").get(0).text());
    }
}
