package io.psephos.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Dampening;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.Filter;
import io.psephos.protocol.Holds;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Mode;
import io.psephos.protocol.OptimizerKind;
import io.psephos.protocol.PartitionKind;
import io.psephos.protocol.PreAggregationKind;
import io.psephos.protocol.Regularizer;
import io.psephos.protocol.Row;
import io.psephos.protocol.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs whose models, bytes and refusals are known to the bit. They change with what a job computes and with nothing else:
 * {@code known-digests/jobs.yaml} has the jobs, {@code known-digests/digests.txt} a line each as a failure shows it.
 */
class KnownDigestsTest {
    private static final DataSet DIGITS = DataSets.digits(1);
    static final List<JobSpec> JOBS = jobs(read("jobs.yaml"));
    private static final Map<String, String> LINES = read("digests.txt")
            .lines()
            .collect(Collectors.toMap(line -> line.substring(0, line.indexOf(':')), Function.identity()));

    static List<String> names() {
        return JOBS.stream().map(JobSpec::name).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void aJobComesToTheSameBitsAsEver(String name) throws InterruptedException {
        JobSpec spec =
                JOBS.stream().filter(job -> job.name().equals(name)).findFirst().orElseThrow();

        String line = line(spec, 2);

        assertThat(line).isEqualTo(LINES.get(name));
    }

    @Row("training.regularizers proximal")
    @Test
    void aRegularizerAndItsShortFormComeToTheSameBits() throws InterruptedException {
        String job = """
                name: weighted-mean, examples weigh
                model: {net: mlp, layers: [64, 12, 10], seed: 3}
                schedule: {rounds: 4, cohort: 7, quorum: 7}
                training: {epochs: 1, batch: 16, learningRate: 0.1, maxExamples: 1000, %s}
                codec: {scheme: float32}
                aggregation: {rule: weighted-mean, weights: examples}
                evaluation: {every: 2}
                simulation: {clients: 7, partition: {dirichlet: 0.5}, seed: 5}
                """;

        for (String form : List.of("proximal: 0.1", "regularizers: {kind: proximal, mu: 0.1}")) {
            JobSpec spec = JobYaml.parse(job.formatted(form));
            assertThat(line(spec, 2)).as(form).isEqualTo(LINES.get(spec.name()));
        }
        assertThat(line(JobYaml.parse(job.formatted("momentum: 0")), 2))
                .as("the term bends the model")
                .isNotEqualTo(LINES.get("weighted-mean, examples weigh"));
    }

    @Test
    void everyLineBelongsToAJobAndEveryKindStandsInOne() {
        assertThat(names()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(LINES.keySet());

        assertCovered(
                Choice.builtIn(Rule.class).toArray(Rule[]::new),
                spec -> Stream.of(spec.aggregation().rule()));
        assertCovered(
                JobSpec.Ties.values(), spec -> Stream.of(spec.aggregation().ties()));
        assertCovered(
                JobSpec.Weights.values(), spec -> Stream.of(spec.aggregation().weights()));
        assertCovered(
                Dampening.values(),
                spec -> Stream.of(spec.aggregation().dampening().kind()));
        assertCovered(
                Choice.builtIn(Filter.class).toArray(Filter[]::new),
                spec -> spec.robustness().filters().stream().map(Choice::kind));
        assertCovered(
                PreAggregationKind.values(),
                spec -> spec.robustness().preAggregation().stream().map(Choice::kind));
        assertCovered(
                Choice.builtIn(AttackKind.class).toArray(AttackKind[]::new),
                spec -> Stream.of(spec.simulation().attack().kind()));
        assertCovered(
                Holds.values(), spec -> Stream.of(spec.simulation().attack().holds()));
        assertCovered(Mode.values(), spec -> Stream.of(spec.schedule().mode()));
        // The digits have no clients of their own: sample jobs with known digests are about those.
        assertCovered(
                Arrays.stream(PartitionKind.values())
                        .filter(kind -> kind != PartitionKind.NATURAL)
                        .toArray(PartitionKind[]::new),
                spec -> Stream.of(spec.simulation().partition().kind()));
        assertCovered(
                EvaluationData.values(), spec -> Stream.of(spec.evaluation().data()));
        assertCovered(
                Choice.builtIn(Regularizer.class).toArray(Regularizer[]::new),
                spec -> spec.training().regularizers().stream().map(Choice::kind));
        assertCovered(OptimizerKind.values(), spec -> Stream.of(spec.optimizer().kind()));
        assertCovered(
                CodecScheme.builtIn().toArray(CodecScheme[]::new),
                spec -> Stream.of(spec.codec().scheme()));
        assertCovered(
                Arrays.stream(CodecScheme.values())
                        .filter(CodecScheme::isForSteps)
                        .toArray(CodecScheme[]::new),
                spec -> steps(spec).map(JobSpec.Codec::scheme));
    }

    private static <K> void assertCovered(K[] kinds, Function<JobSpec, Stream<K>> kindsOf) {
        assertThat(JOBS.stream().flatMap(kindsOf).distinct().toList())
                .as("%s of jobs with a known digest", kinds[0].getClass().getSimpleName())
                .contains(kinds);
    }

    private static Stream<JobSpec.Codec> steps(JobSpec spec) {
        return spec.aggregation().serverErrorFeedback().stream();
    }

    static String line(JobSpec spec, int threads) throws InterruptedException {
        SimulationResult result = new Simulation(spec, DIGITS, threads).run(event -> {});
        return "%s: %s, %s after %d rounds, updates %d, refused %d, bytes up %d, down %d, metrics %s"
                .formatted(
                        spec.name(),
                        result.digest(),
                        result.state().word(),
                        result.rounds(),
                        result.updates(),
                        result.refused(),
                        result.uploadBytes(),
                        result.downloadBytes(),
                        metrics(result));
    }

    /** Digest of all that was measured. */
    private static String metrics(SimulationResult result) {
        String text = result.metrics().stream()
                .map(metric -> metric.version() + " " + metric.name() + " " + Double.toHexString(metric.value()))
                .collect(Collectors.joining("\n"));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Each document is the first one, but for the sections that it says itself. */
    private static List<JobSpec> jobs(String text) {
        List<Map<String, String>> documents = Arrays.stream(text.split("\n---\n"))
                .map(KnownDigestsTest::sections)
                .toList();
        return documents.stream()
                .skip(1)
                .map(own -> {
                    Map<String, String> all = new LinkedHashMap<>(documents.get(0));
                    all.putAll(own);
                    return JobYaml.parse(String.join("\n", all.values()));
                })
                .toList();
    }

    /** The lines of a document by their key; a section is one line. */
    private static Map<String, String> sections(String document) {
        return document.lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        Function.identity(),
                        (one, other) -> other,
                        LinkedHashMap::new));
    }

    private static String read(String name) {
        try (InputStream file = KnownDigestsTest.class.getResourceAsStream("/known-digests/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
