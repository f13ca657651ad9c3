package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the schema of job files accepts and refuses; the other tests of job files ask it as well, about each of theirs. */
class JobSchemaTest {
    private static final Path SAMPLES = Path.of("..", "samples", "jobs");
    private static final String MODELINE = "# yaml-language-server: $schema=";
    private static final String RATE = "optimizer: {learningRate: 0.01}\n";

    @Test
    void theSchemaIsASchema() {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                        .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_7.getDialectId()))
                        .validate(JobSchema.text(), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleIsAccepted(Path file) throws IOException {
        assertThat(Schemas.errors(JobYaml.tree(Files.readAllBytes(file)))).isEmpty();
    }

    /** Editors look for the schema where the first line says, from the file itself on. */
    @ParameterizedTest
    @MethodSource("samples")
    void whereASampleNamesItsSchemaThereItIs(Path file) throws IOException {
        Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(MODELINE))
                .map(line -> file.resolveSibling(line.substring(MODELINE.length())))
                .forEach(schema -> assertThat(schema.normalize()).isEqualTo(Path.of("..", "docs", "job.schema.json")));
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            List<Path> samples = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertThat(samples).hasSizeGreaterThan(40);
            return samples;
        }
    }

    @ParameterizedTest
    @MethodSource("io.psephos.coordinator.jobfile.AlgorithmTableTest#lines")
    void everyAlgorithmByItsNameIsAccepted(String lines) {
        assertThat(Schemas.errors(JobYaml.tree("{" + lines + "}"))).isEmpty();
    }

    @Test
    void whateverIsWrittenOutIsAccepted() {
        for (long seed = 0; seed < 1_000; seed++) {
            assertThat(Schemas.errors(JobFile.render(JobFileRoundTripTest.spec(new Random(seed)))))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "training: {decay: cosine}",
                "training: {decay: {steps: [3, 5]}}",
                "simulation: {partition: iid}",
                "robustness: {filters: finite}",
                "robustness: {filters: none, preAggregation: [clipping, {kind: nnm}]}",
                "robustness: {filters: [finite, {kind: norm-bound}, {kind: cosine, least: 0.1}]}",
                "aggregation: {dampening: {kind: hinge, slope: 1}}",
                "aggregation: {serverErrorFeedback: {scheme: top-k, k: 3}}",
                "codec: {b: {adaptive: {}}}",
            })
    void shortAndLongFormsAreAccepted(String line) {
        assertThat(Schemas.errors(JobYaml.tree(RATE + line))).isEmpty();
    }

    /** The words of extensions are theirs, and so are the options beside them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aggregation: {rule: x-mine, anything: [1], ties: coin}",
                "model: {net: x-mine, layers: [2, 2], anything: [1]}",
                "codec: {scheme: x-mine-2, levels: 3, anything: {}}",
                "robustness: {filters: [finite, x-mine, {kind: x-mine, anything: true}]}",
                "aggregation: {stages: [x-mine, {kind: x-mine, anything: 1}]}",
                "participants: {roster: [a], selector: {kind: x-mine, anything: 1}}",
                "training: {regularizers: [proximal, {kind: x-mine, anything: 1}]}",
                "simulation: {attack: {kind: x-mine, anything: 1, clients: 2}}",
            })
    void extensionsHaveRoom(String line) {
        String rate = line.startsWith("optimizer") ? "codec: {scheme: float32}\n" : RATE;

        assertThat(Schemas.errors(JobYaml.tree(rate + line))).isEmpty();
        assertThat(Schemas.refuses(JobYaml.tree(rate + line.replace("x-mine", "mine"))))
                .isTrue();
        assertThat(Schemas.refuses(JobYaml.tree(rate + line.replace("x-mine", "x-Mine"))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codec: {scheme: qsgd, levels: 3}                   | codec: {scheme: sign, levels: 3}",
                "aggregation: {rule: fltrust, examples: 3}          | aggregation: {examples: 3}",
                "aggregation: {dampening: none}                     | aggregation: {dampening: x-mine}",
                "simulation: {attack: {kind: ipm, factor: 1e6}}     | simulation: {attack: {kind: ipm, factor: 1e7}}",
                "simulation: {attack: {kind: sign-flip, factor: 1e7}} | simulation: {attack: {factor: 1}}",
                "codec: {scheme: top-k, k: 0.5}                     | codec: {scheme: top-k, k: 1.5}",
                "schedule: {deadline: P1DT2H}                       | schedule: {deadline: P}",
                "optimizer: {kind: novograd, learningRate: 1, decay: 0.1} | optimizer: {learningRate: 1, decay: 0.1}",
                "codec: {scheme: float32}                           | codec: {scheme: sign}",
            })
    void optionsAreThoseOfTheKind(String good, String bad) {
        String rate = good.startsWith("optimizer") || good.contains("float32") ? "" : RATE;

        assertThat(Schemas.errors(JobYaml.tree(rate + good))).isEmpty();
        assertThat(Schemas.refuses(JobYaml.tree(rate + bad))).isTrue();
    }
}
