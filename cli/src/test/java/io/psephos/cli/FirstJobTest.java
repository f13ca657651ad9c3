package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first job of README.md as a newcomer pastes it into a shell; only the port is another one. */
class FirstJobTest {
    private static final Pattern BLOCK =
            Pattern.compile("(?s)\n## A first job on a server\n(?:(?!\n## ).)*?\n```\\w*\n(.*?)\n```\n");

    @TempDir
    private Path home;

    /** At the first start nothing is built, and Maven is called: here one that has the jar ready. */
    @ParameterizedTest
    @ValueSource(strings = {"bash --norc --noprofile -i", "zsh -f -i"})
    @Tag("ci")
    void runsToItsEndAsPastedAtTheFirstStart(String shell) throws Exception {
        assumeThat(isThere(shell.split(" ")[0]) && isThere("curl"))
                .as(shell + " and curl")
                .isTrue();
        Checkout checkout = Checkout.in(home.resolve("checkout"));
        Path maven = mavenThatHasItReady(checkout);
        int port = ServerProcess.freePort();

        Run run = checkout.type(
                pasted().replace("8080", Integer.toString(port)) + "kill -9 $SERVER\n",
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "PATH",
                        maven + java.io.File.pathSeparator + System.getenv("PATH")),
                shell.split(" "));

        assertThat(run.out())
                .as(run.err())
                .containsPattern("job +j-\\S+, now running\n")
                .containsPattern("job +j-\\S+, now finished\n")
                .containsPattern("\"round\":19,\"version\":20,\"name\":\"accuracy\",\"value\":0\\.\\d+");
        assertThat(run.out().lines().filter(line -> line.matches("ended +job ended")))
                .hasSize(3);
        assertThat(run.err()).contains("building").doesNotContain("curl:").doesNotContain("not found");
    }

    /** In an interactive zsh there are no comments, and in both an exclamation mark before a word recalls another command. */
    @Test
    void hasNothingThatAnInteractiveShellTakesForSomethingElse() throws IOException {
        assertThat(pasted().lines())
                .noneMatch(line -> line.matches("(.*\\s)?#.*"))
                .noneMatch(line -> line.matches(".*![^ ;)|].*"));
    }

    private static String pasted() throws IOException {
        Matcher block = BLOCK.matcher(Checkout.page("README.md"));
        assertThat(block.find()).as("a block of commands in README.md").isTrue();
        return block.group(1) + "\n";
    }

    private Path mavenThatHasItReady(Checkout checkout) throws IOException {
        Path jar = checkout.folder().resolve("cli/target/psephos.jar");
        Path ready = Files.move(jar, home.resolve("ready.jar"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path maven = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\nmv '" + ready + "' '" + jar + "'\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        return bin;
    }

    private static boolean isThere(String command) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
