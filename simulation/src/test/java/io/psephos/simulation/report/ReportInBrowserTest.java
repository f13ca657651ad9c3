package io.psephos.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report as a browser shows it, where there is one: its policy, its scripts and uPlot together. */
@Tag("ci")
class ReportInBrowserTest {
    private static final int DEADLINE_SECONDS = 60;
    private static final List<String> OPTIONS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
            "--virtual-time-budget=2000",
            "--dump-dom");

    @TempDir
    private Path home;

    /** What the browser made of a page, and what its console was told. */
    private record Shown(String dom, String console) {}

    @Test
    void curvesAreDrawnAndNothingIsAmissInTheConsole() throws Exception {
        List<ReportRun> runs = IntStream.range(0, 12)
                .boxed()
                .flatMap(i -> Stream.of(
                        TestRuns.run("rate " + i, 1, 0.3 + i * 0.05), TestRuns.run("rate " + i, 2, 0.32 + i * 0.05)))
                .toList();

        Shown shown = show(new RunsReport("rates", runs, List.of(), List.of()).page());

        assertThat(shown.console()).doesNotContain("CONSOLE");
        assertThat(shown.dom())
                .contains("data-curves=\"2\"")
                .containsPattern("role=\"img\" aria-label=\"accuracy over rounds of 12 lines")
                .contains("accuracy at the end")
                .contains("86.0 % (85.0–87.0)");
        assertThat(shown.dom().split("<canvas", -1)).as("canvases").hasSize(3);
        assertThat(shown.dom().split("aria-pressed=\"true\"", -1))
                .as("names to press")
                .hasSize(25);
    }

    @Test
    void aNameThatIsMarkupRunsNothing() throws Exception {
        String hostile =
                "</script><script>document.documentElement.dataset.ran = 1</script><img src=x onerror=\"document"
                        + ".documentElement.dataset.ran = 1\">";

        Shown shown = show(
                new RunsReport(hostile, List.of(TestRuns.run(hostile, 1, 0.5)), List.of(hostile), List.of()).page());

        assertThat(shown.dom()).contains("data-curves=\"2\"").doesNotContain("data-ran");
        assertThat(shown.console()).doesNotContain("CONSOLE");
    }

    /** The test above would be worth little if a browser told nothing of what goes wrong. */
    @Test
    void theConsoleTellsOfAScriptThatThePolicyDoesNotAllow() throws Exception {
        String page = new RunsReport("rates", List.of(TestRuns.run("a", 1, 0.5)), List.of(), List.of()).page();

        Shown shown = show(page.replace("</body>", "<script>document.documentElement.dataset.ran = 1</script></body>"));

        assertThat(shown.dom()).doesNotContain("data-ran");
        assertThat(shown.console()).contains("CONSOLE").contains("Content Security Policy");
    }

    private Shown show(String page) throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium on the path");
        Path file = Files.writeString(home.resolve("page.html"), page);
        Path dom = home.resolve("dom");
        Path console = home.resolve("console");
        List<String> command = new ArrayList<>(List.of(browser.get().toString()));
        command.addAll(OPTIONS);
        command.add("--user-data-dir=" + home.resolve("profile"));
        command.add(file.toUri().toString());
        Process process = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(console.toFile())
                .start();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Shown(Files.readString(dom), Files.readString(console));
    }

    private static Optional<Path> browser() {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
