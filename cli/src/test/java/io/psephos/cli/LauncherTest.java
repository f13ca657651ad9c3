package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the launcher where its surroundings lack something, or have names that ASCII has not. */
class LauncherTest {
    private static final String JOB = """
            name: Wahlgänge
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 2, cohort: 2, quorum: 2}
            codec: {scheme: sign}
            optimizer: {learningRate: 0.01}
            simulation: {clients: 2}
            """;
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    private Path home;

    private Checkout checkout = new Checkout(Path.of(""));

    @BeforeEach
    void needsBash() throws IOException {
        assumeThat(Path.of("/bin/bash").toFile().canExecute()
                        || Path.of("/usr/bin/bash").toFile().canExecute())
                .as("bash")
                .isTrue();
        checkout = Checkout.in(home.resolve("checkout"));
    }

    /** Without a JDK that was named, those of the home folder are looked at; the usual folders of this machine may have one. */
    @Test
    void needsNoHome() throws Exception {
        Path bin = tools("env", "bash", "dirname", "readlink", "sed", "find", "grep");
        Run run = type("./psephos --version", Map.of("HOME", "", "JAVA_HOME", "", "PATH", bin.toString()));
        assertThat(run.out() + run.err()).containsAnyOf("psephos 0.", "a JDK of version 21 or newer is needed");
    }

    @Test
    void looksElsewhereWhereJavaHomePointsToNothing() throws Exception {
        Path bin = tools("env", "bash", "dirname", "readlink", "sed", "find", "grep");
        Files.createSymbolicLink(bin.resolve("java"), Path.of(JAVA_HOME, "bin", "java"));
        tellsItsVersion(type("./psephos --version", Map.of("JAVA_HOME", "/nowhere", "PATH", bin.toString())));
    }

    /** Maven, tput and locale are missing, as in a small container. */
    @Test
    void needsFewCommandsOnceItIsBuilt() throws Exception {
        Path bin = tools("env", "bash", "dirname", "readlink", "sed", "find", "grep");
        tellsItsVersion(type("./psephos --version", Map.of("JAVA_HOME", JAVA_HOME, "PATH", bin.toString())));
    }

    @Test
    void findsItsFilesThroughLinksAndFromElsewhere() throws Exception {
        tellsItsVersion(type("""
                mkdir 'a folder' && ln -s ../psephos 'a folder/link' && ln -s 'a folder/link' again && cd /
                "$OLDPWD/again" --version
                """, Map.of("JAVA_HOME", JAVA_HOME)));
    }

    /** The names are typed by the shell: under such a locale this JVM may not know them either. */
    @Test
    void knowsNamesOutsideAsciiUnderALocaleThatDoesNot() throws Exception {
        Files.writeString(checkout.folder().resolve("job.yaml"), JOB);
        for (String locale : List.of("C", "POSIX", "xx_XX.UTF-8")) {
            Run run = type("""
                    rm -rf 'ein Haus, ψ' && mkdir 'ein Haus, ψ' && cp -Rp psephos cli pom.xml 'ein Haus, ψ' || exit
                    mkdir -p 'ein Haus, ψ/Aufträge' && cp job.yaml 'ein Haus, ψ/Aufträge/ψῆφος.yaml' && cd 'ein Haus, ψ' || exit
                    ./psephos simulate 'Aufträge/ψῆφος.yaml' --report 'Bericht für ψ' --json && ls 'Bericht für ψ'
                    ./psephos simulate 'Aufträge/fehlt-ü.yaml'
                    """, Map.of("JAVA_HOME", JAVA_HOME, "LC_ALL", locale));
            assertThat(run.out()).as(run.err()).contains("\"digest\":").contains(".html");
            assertThat(run.err()).as(locale).contains("Aufträge/fehlt-ü.yaml");
        }
    }

    /** A checkout may lie below folders that are named as its own are. */
    @Test
    void takesTheNamesOfFoldersAboveItForNothing() throws Exception {
        Checkout deep = Checkout.in(home.resolve("src/main/target/psephos"));
        long later = Files.getLastModifiedTime(deep.folder().resolve("cli/target/psephos.jar"))
                .toMillis();
        Files.writeString(deep.folder().resolve("notes.txt"), "newer than the jar");
        Files.setLastModifiedTime(deep.folder().resolve("notes.txt"), FileTime.fromMillis(later + 60_000));
        tellsItsVersion(deep.type("./psephos --version\n", Map.of("JAVA_HOME", JAVA_HOME), "bash"));

        Files.setLastModifiedTime(deep.folder().resolve("pom.xml"), FileTime.fromMillis(later + 60_000));
        Path bin = tools("env", "bash", "dirname", "readlink", "sed", "find", "grep");
        Run stale = deep.type(
                "./psephos --version\n",
                Map.of("JAVA_HOME", JAVA_HOME, "PATH", bin.toString()),
                "/usr/bin/env",
                "bash");
        assertThat(stale.exit()).isNotZero();
        assertThat(stale.err()).contains("Maven is needed to build");
    }

    @Test
    void runsWhatIsBuiltWhereNothingMayBeWritten() throws Exception {
        Path jar = checkout.folder().resolve("cli/target/psephos.jar");
        Files.setLastModifiedTime(
                checkout.folder().resolve("pom.xml"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(jar.toFile().setReadOnly()).isTrue();
        assumeThat(Files.isWritable(jar)).as("whoever may write everywhere").isFalse();
        Run run = type("./psephos --version", Map.of("JAVA_HOME", JAVA_HOME));
        tellsItsVersion(run);
        assertThat(run.err()).contains("running what is built");
    }

    private Run type(String script, Map<String, String> surroundings) throws Exception {
        return checkout.type(script + "\n", surroundings, bash());
    }

    private static String bash() {
        return Path.of("/bin/bash").toFile().canExecute() ? "/bin/bash" : "/usr/bin/bash";
    }

    private static void tellsItsVersion(Run run) {
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("psephos 0.");
    }

    /** A folder with these commands of the PATH and no others. */
    private Path tools(String... names) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String name : names) {
            Path found = Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            if (!Files.exists(bin.resolve(name))) {
                Files.createSymbolicLink(bin.resolve(name), found);
            }
        }
        return bin;
    }
}
