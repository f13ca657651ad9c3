package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.lab.LabFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AttackLabCommandTest {
    private static final String LAB = """
            name: small
            job:
              model: {net: softmax, layers: [64, 10]}
              schedule: {rounds: 20}
              training: {learningRate: 0.5}
              codec: {scheme: float32}
            defences:
              mean: {}
              votes: {codec: {scheme: sign}, optimizer: {learningRate: 0.02}}
            attacks: [sign-flip, {kind: ipm, factor: 30}, {kind: backdoor, label: 3}]
            honest: 5
            byzantine: [1, 2]
            heterogeneity: [1, 0.5]
            """;

    @TempDir
    private Path home;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
    }

    @AfterEach
    void stopListening() {
        System.setOut(out);
        System.setErr(err);
    }

    @Row("psephos attack-lab")
    @Test
    void theWorstAttackOfEveryPlaceIsTold() throws IOException {
        Path report = home.resolve("report");

        assertThat(lab(LAB, "--report", report.toString(), "--json")).isZero();

        JsonNode told = lastLine();
        assertThat(told.path("cells").asInt()).isEqualTo(2 * 3 * 2 * 2);
        assertThat(told.path("computed").asInt()).isEqualTo(24);
        assertThat(told.path("worst")).hasSize(2 * 2 * 2);
        assertThat(told.path("worst").valueStream())
                .allSatisfy(place ->
                        assertThat(place.path("backdoorSuccess").asDouble(-1)).isBetween(0.0, 1.0));
        assertThat(worst("mean", 2).path("attack").asString()).isEqualTo("ipm factor 30");
        assertThat(worst("mean", 2).path("accuracy").asDouble()).isLessThan(0.2);
        assertThat(worst("votes", 1).path("accuracy").asDouble())
                .as("one of six votes")
                .isGreaterThan(0.5);
        assertThat(Files.readAllLines(report.resolve("cells.csv")))
                .hasSize(25)
                .startsWith(
                        "defence,attack,byzantine,similarity,seed,state,accuracy,best,backdoor_success,rounds,refused,seconds,digest")
                .anyMatch(line -> line.startsWith("\"votes\",\"ipm factor 30\",2,0.5,1,finished,0."));
        assertThat(Files.readString(report.resolve("index.html")))
                .contains("<svg")
                .contains("Backdoors")
                .contains("ipm factor 30");

        assertThat(lab(LAB, "--report", report.toString(), "--json")).isZero();
        assertThat(lastLine().path("computed").asInt()).isZero();
        assertThat(text()).contains("24 cells were there already");
    }

    @Test
    void everyFaultOfALabFileComesAtOnce() throws IOException {
        assertThat(lab(LAB.replace("honest: 5", "honest: 0").replace("name: small", "nome: small")))
                .isNotZero();

        assertThat(text())
                .contains("the lab file is invalid:")
                .contains("  nome: is no key of a lab file")
                .contains("  honest: must be whole, 1 to 10000, was 0");
    }

    @Test
    void everySampleIsValid() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "samples", "labs"))) {
            List<LabFile> labs = files.map(file -> {
                        try {
                            return LabFile.parse(Files.readString(file));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
            assertThat(labs)
                    .hasSizeGreaterThanOrEqualTo(1)
                    .allMatch(lab -> !lab.cells().all().isEmpty());
        }
    }

    private JsonNode worst(String defence, int byzantine) {
        return lastLine()
                .path("worst")
                .valueStream()
                .filter(place -> place.path("defence").asString().equals(defence)
                        && place.path("byzantine").asInt() == byzantine
                        && place.path("similarity").asDouble() == 1)
                .findFirst()
                .orElseThrow();
    }

    private int lab(String lab, String... options) throws IOException {
        Path file = Files.writeString(home.resolve("lab.yaml"), lab);
        String[] arguments = new String[options.length + 2];
        arguments[0] = "attack-lab";
        arguments[1] = file.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Psephos.run(arguments);
    }

    private JsonNode lastLine() {
        String[] lines = text().strip().split("\n");
        return ProtocolJson.lenient().readTree(lines[lines.length - 1]);
    }

    private String text() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
