package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.jobfile.InvalidJobException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests with generated job files: whatever is wrong with one, each way says the same, with a key or a place. */
class BrokenJobFilesTest {
    private static final int BROKEN = 500;
    private static final long SEED = 20261129;
    private static final Path SAMPLES = Path.of("..", "samples");
    private static final Pattern PLACE = Pattern.compile("line \\d+, column \\d+: ");
    private static final Pattern JAVA =
            Pattern.compile("Exception|(java|tools|snakeyaml|psephos)\\.[a-z]+\\.|Feature\\b|Constraints|REDACTED");

    @TempDir
    private Path home;

    @Test
    void everyReasonHasAKeyOrAPlace() throws IOException {
        List<String> samples = samples();
        Set<String> reasons = new TreeSet<>();
        SplittableRandom random = new SplittableRandom(SEED);
        try (Intake server = new Intake(home.resolve("server"))) {
            int broken = 0;
            for (int mutant = 0; broken < BROKEN; mutant++) {
                assertThat(mutant).as("mutants").isLessThan(4 * BROKEN);
                String sample = samples.get(random.nextInt(samples.size()));
                boolean json = random.nextBoolean();
                byte[] text = json ? Mutation.ofJson(sample, random) : Mutation.ofYaml(sample, random);
                Path file = Files.write(home.resolve(json ? "job.json" : "job.yaml"), text);
                if (isRefused(file)) {
                    broken++;
                    reasons.addAll(check(file, server.job(json ? Intake.JSON : Intake.YAML, text), mutant));
                }
            }
        }

        assertThat(reasons).as("kinds of reasons").hasSizeGreaterThan(25);
    }

    private static List<String> samples() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.startsWith(SAMPLES.resolve("labs")))
                    .sorted()
                    .toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }

    private static boolean isRefused(Path file) {
        try {
            SimulateCommand.read(file);
            return false;
        } catch (InvalidJobException invalid) {
            return true;
        }
    }

    /** Returns the reasons, without what is different in each file. */
    private static List<String> check(Path file, Intake.Answer answer, int mutant) throws IOException {
        String which =
                "mutant " + mutant + " of seed " + SEED + ":\n" + Files.readString(file, StandardCharsets.ISO_8859_1);
        Run run = Run.of("simulate", file);
        assertThat(run.exit()).as(which).isNotZero();
        assertThat(run.err())
                .as(which)
                .startsWith("psephos: the job file " + file + " is invalid:")
                .doesNotContainPattern(JAVA);
        List<String> told = run.err().lines().skip(1).map(String::strip).toList();
        assertThat(told).as(which).isNotEmpty().allSatisfy(reason -> {
            int colon = reason.indexOf(": ");
            assertThat(colon).as(reason).isPositive();
            assertThat(!reason.startsWith("(file)") || PLACE.matcher(reason).find())
                    .as(reason)
                    .isTrue();
            assertThat(reason.substring(colon + 2)).as(reason).hasSizeGreaterThan(8);
        });
        assertThat(reasons(answer)).as(which).containsAll(told);
        return told.stream()
                .map(reason -> reason.replaceAll("^[^:]*: |\\d+|'[^']*'|was .*", ""))
                .toList();
    }

    /** What the server answered, as the command line has it. */
    private static List<String> reasons(Intake.Answer answer) {
        if (answer.status() == 400) {
            assertThat(answer.body().path("code").asString()).isEqualTo("bad-request");
            assertThat(answer.detail()).containsPattern(PLACE);
            boolean keyed = !answer.detail().startsWith("line ");
            return List.of(keyed ? answer.detail().replaceFirst(", line ", ": line ") : "(file): " + answer.detail());
        }
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
        List<String> reasons = new ArrayList<>();
        for (JsonNode violation : answer.body().path("violations")) {
            String path = violation.path("path").asString();
            reasons.add((path.isEmpty() ? "(file)" : path) + ": "
                    + violation.path("detail").asString());
        }
        return reasons;
    }
}
