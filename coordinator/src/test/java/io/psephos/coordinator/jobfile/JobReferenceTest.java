package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.OptimizerKind;
import io.psephos.protocol.Problem.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of job files says what the code says: keys and defaults as rendered, rules as refusals state them. */
class JobReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "jobs.md");
    private static final String USUAL = "optimizer: {learningRate: 0.01}";
    private static final List<String> OPTIONS = List.of(
            "model: {upload: true, layout: [{name: w, shape: [2]}]}",
            "participants: {roster: [a, b]}",
            "training: {epochs: 1}",
            "training: {decay: {exponential: 0.98}}",
            "training: {decay: {steps: [50, 150], factor: 0.5}}",
            "training: {decay: {cosine: 0.0}}",
            "optimizer: {learningRate: 0.01, decay: {exponential: 0.98}}",
            "optimizer: {learningRate: 0.01, decay: {steps: [50, 150], factor: 0.5}}",
            "optimizer: {learningRate: 0.01, decay: {cosine: 0.0}}",
            "codec: {scheme: sto-sign, b: {adaptive: {}}}",
            "codec: {scheme: ternary}",
            "codec: {scheme: sign}",
            "codec: {scheme: int8}",
            "codec: {scheme: qsgd}",
            "codec: {scheme: dq-sgd}",
            "codec: {scheme: terngrad}",
            "participants: {roster: [a, b]}\ncodec: {scheme: diana}",
            "codec: {scheme: top-k}",
            "codec: {scheme: adacomp}",
            "codec: {scheme: power-sgd}",
            "schedule: {mode: buffered}",
            "schedule: {mode: asynchronous}",
            "aggregation: {weights: examples}",
            "aggregation: {dampening: exponential}",
            "aggregation: {dampening: polynomial}",
            "aggregation: {dampening: hinge}",
            "codec: {scheme: float32}\naggregation: {rule: geometric-median}",
            "codec: {scheme: float32}\naggregation: {rule: multi-krum}",
            "codec: {scheme: float32}\naggregation: {rule: centered-clipping}",
            "codec: {scheme: float32}\naggregation: {rule: fltrust}",
            "simulation: {staleness: {mean: 6, deviation: 2}}",
            "simulation: {attack: {kind: sign-flip}}",
            "simulation: {attack: {kind: gaussian}}",
            "simulation: {attack: {kind: large-norm}}",
            "simulation: {attack: {kind: alie}}",
            "simulation: {attack: {kind: optimal-alie}}",
            "simulation: {attack: {kind: backdoor}}",
            "simulation: {attack: {kind: free-rider}}",
            "simulation: {attack: {kind: stale-replay}}",
            "simulation: {attack: {kind: lowest-margin}}",
            "stop: {accuracy: 0.97}",
            "simulation: {partition: {shards: 2}}",
            "simulation: {partition: {dirichlet: 1}}",
            "simulation: {partition: {similarity: 0.5}}");
    private static final List<Object> WRONG = List.of(Map.of("?", 1), -7.5e300, -1, "?", List.of(Map.of("?", 1)));
    private static final String HEAD = """
            # Job files

            Every key of a job file, in YAML or JSON; what they mean stands in [protocol.md](protocol.md), and a job with an
            uploaded model from beginning to end in [own-model.md](own-model.md). Unknown keys are refused, and all violations
            come at once. Generated: `mvn -pl coordinator -am test -Dtest=JobReferenceTest
            -Dsurefire.failIfNoSpecifiedTests=false -Dpsephos.write-reference=true`.

            | key | default, or an example where it stands with others only | rule |
            |---|---|---|
            """;

    @Test
    void theReferenceIsNotStale() throws IOException {
        String reference = reference();
        if (Boolean.getBoolean("psephos.write-reference")) {
            Files.writeString(REFERENCE, reference);
        }

        assertThat(Files.readString(REFERENCE)).isEqualTo(reference);
    }

    private static String reference() {
        Map<String, String> rows = new LinkedHashMap<>();
        Map<String, Object> usual = withRegularizers(tree(USUAL));
        describe("", usual, "", usual, rows);
        for (String option : Stream.concat(OPTIONS.stream(), optimizers()).toList()) {
            Map<String, Object> tree = tree(option.startsWith("optimizer:") ? option : USUAL + "\n" + option);
            describe("", tree, " with `" + option.replace("|", "\\|").replace("\n", ", ") + "`", tree, rows);
        }
        Map<String, Integer> sections = new LinkedHashMap<>();
        rows.keySet().forEach(key -> sections.putIfAbsent(section(key), sections.size()));
        Comparator<String> inPlace = Comparator.<String>comparingInt(key -> sections.getOrDefault(section(key), 0))
                .thenComparing(Comparator.naturalOrder());
        return HEAD + rows.keySet().stream().sorted(inPlace).map(rows::get).collect(Collectors.joining());
    }

    /** The tree with a key that is rendered only where it says more than its short form does. */
    private static Map<String, Object> withRegularizers(Map<String, Object> tree) {
        Map<Object, Object> training = new LinkedHashMap<>((Map<?, ?>) tree.get("training"));
        training.put("regularizers", List.of());
        return with(tree, "training", training);
    }

    private static Stream<String> optimizers() {
        return Arrays.stream(OptimizerKind.values())
                .map(kind -> "optimizer: {kind: " + kind.word() + ", learningRate: 0.01}");
    }

    private static String section(String key) {
        return key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
    }

    private static void describe(
            String path, Map<?, ?> part, String where, Map<String, Object> whole, Map<String, String> rows) {
        part.forEach((key, value) -> {
            String at = path.isEmpty() ? key.toString() : path + "." + key;
            if (value instanceof Map<?, ?> section) {
                describe(at, section, where, whole, rows);
            } else {
                rows.computeIfAbsent(
                        at,
                        any -> "| `" + at + "` | " + shown(whole, at, value) + where + " | "
                                + String.join("; ", rules(whole, at)) + " |\n");
            }
        });
    }

    private static String shown(Map<String, Object> whole, String path, Object value) {
        return violations(with(whole, path, null)).stream()
                .filter(violation ->
                        violation.path().equals(path) && violation.code().equals("required"))
                .findFirst()
                .map(violation -> "required: " + violation.detail())
                .orElse("`" + value + "`");
    }

    /** What refusals of wrong values say that the value must be. */
    private static Set<String> rules(Map<String, Object> whole, String path) {
        Set<String> rules = new LinkedHashSet<>();
        for (Object wrong : WRONG) {
            for (Violation violation : violations(with(whole, path, wrong))) {
                if (violation.path().equals(path)) {
                    String detail = violation.detail();
                    int was = detail.indexOf(", was ");
                    rules.add((was < 0 ? detail : detail.substring(0, was)).replace("|", "\\|"));
                }
            }
        }
        return rules;
    }

    private static List<Violation> violations(Map<String, Object> tree) {
        try {
            JobFile.parse(tree);
            return List.of();
        } catch (InvalidJobException e) {
            return e.violations();
        }
    }

    private static Map<String, Object> with(Map<?, ?> tree, String path, Object value) {
        int dot = path.indexOf('.');
        String head = dot < 0 ? path : path.substring(0, dot);
        Map<String, Object> copy = new LinkedHashMap<>();
        tree.forEach((key, old) -> copy.put(
                key.toString(),
                !key.equals(head) ? old : dot < 0 ? value : with((Map<?, ?>) old, path.substring(dot + 1), value)));
        return copy;
    }

    private static Map<String, Object> tree(String yaml) {
        return JobFile.render(JobYaml.parse(yaml));
    }
}
