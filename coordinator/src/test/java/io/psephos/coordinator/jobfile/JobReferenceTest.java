package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Problem.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference of job files and their schema say what the declarations of keys say, and these say all that counts. */
class JobReferenceTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final String RATE = "optimizer: {learningRate: 0.01}";

    /** Of each of these no key is such a value. */
    private static final List<Object> WRONG = List.of(Map.of("?", 1), -7.5e10, "", List.of(Map.of("?", 1)));

    @Test
    void theReferenceIsNotStale() throws IOException {
        assertIsCurrent("jobs.md", JobReference.text());
    }

    @Test
    void theSchemaIsNotStale() throws IOException {
        assertIsCurrent("job.schema.json", JobSchema.text());
    }

    private static void assertIsCurrent(String name, String text) throws IOException {
        Path file = DOCS.resolve(name);
        if (Boolean.getBoolean("psephos.write-reference")) {
            Files.writeString(file, text);
        }

        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeySaysWhatItMeans(Declared declared) {
        assertIsSentence(declared.path(), declared.key().meaning());
    }

    @Test
    void everyKindAndEveryOptionSaysWhatItDoes() {
        assertThat(families()).hasSize(11).allSatisfy(family -> {
            for (Family.Member member : family.members()) {
                assertIsSentence(member.word(), member.meaning());
                member.options()
                        .forEach(option -> assertIsSentence(
                                member.word() + "." + option.name(),
                                option.spec().meaning()));
            }
        });
    }

    private static void assertIsSentence(String what, String meaning) {
        assertThat(meaning).as(what).hasSizeGreaterThan(10).endsWith(".").doesNotContain("|", "\n");
    }

    @ParameterizedTest
    @MethodSource("sections")
    void everySectionHasAMeaningAndAnExampleOfItself(Section section) {
        assertIsSentence(section.name(), section.meaning());
        assertThat(section.example().lines().map(line -> line.substring(0, line.indexOf(':'))))
                .contains(section.name());
        Map<Object, Object> tree = new HashMap<>(JobYaml.tree(RATE));
        tree.putAll(JobYaml.tree(section.example()));

        assertThat(violations(tree)).isEmpty();
    }

    /** A key that somebody adds to a record and writes out, but does not declare, is found here. */
    @Test
    void everyKeyThatIsWrittenOutIsDeclared() {
        Set<String> declared = keys().stream().flatMap(JobReferenceTest::paths).collect(Collectors.toSet());

        for (long seed = 0; seed < 500; seed++) {
            Map<String, Object> tree = JobFile.render(JobFileRoundTripTest.spec(new Random(seed)));
            assertThat(declared).containsAll(paths("", tree));
        }
    }

    /** The key's path, and those of the options of its kinds: beside it, or within it. */
    private static Stream<String> paths(Declared declared) {
        String path = declared.path();
        String beside = path.substring(0, path.lastIndexOf('.') + 1);
        Stream<String> options = switch (declared.key().type()) {
            case KeyType.Kind<?> kind -> options(beside, kind.family());
            case KeyType.Named named -> options(beside, named.family());
            case KeyType.OneKind<?> kind -> options(path + ".", kind.family());
            case KeyType.Kinds<?> kinds -> options(path + ".", kinds.family());
            case KeyType.StepScheme scheme ->
                Stream.concat(Stream.of(path + ".scheme"), options(path + ".", scheme.family()));
            case KeyType.Tensors tensors -> Stream.of(path + ".name", path + ".shape");
            default -> Stream.empty();
        };
        return Stream.concat(Stream.of(path), options);
    }

    private static Stream<String> options(String path, Family family) {
        return Stream.concat(
                Stream.of(path + "kind"),
                family.members().stream()
                        .flatMap(member -> member.options().stream())
                        .map(option -> path + option.name()));
    }

    private static List<String> paths(String path, Object tree) {
        if (tree instanceof List<?> list) {
            return list.stream().flatMap(entry -> paths(path, entry).stream()).toList();
        }
        if (tree instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .flatMap(entry ->
                            paths((path.isEmpty() ? "" : path + ".") + entry.getKey(), entry.getValue()).stream())
                    .toList();
        }
        return List.of(path);
    }

    /** Every key is taken with its default, beside the lines that it says it needs, and refused with what it cannot be. */
    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyIsReadAsItIsDeclared(Declared declared) {
        assertThat(violations(job(declared, usual(declared.key()))))
                .noneMatch(violation -> violation.path().equals(declared.path()));
        for (Object wrong : WRONG) {
            assertThat(violations(job(declared, wrong)))
                    .as("%s: %s", declared, wrong)
                    .anyMatch(violation -> violation.path().startsWith(declared.path()));
            assertThat(Schemas.refuses(job(declared, wrong)))
                    .as("%s: %s", declared, wrong)
                    .isTrue();
        }
    }

    /** A key by its path, and the keys of its form or section. */
    record Declared(String path, Key<?> key, List<Key<?>> beside) {
        @Override
        public String toString() {
            return path;
        }
    }

    static List<Section> sections() {
        return JobFile.SECTIONS;
    }

    static List<Declared> keys() {
        List<Declared> keys = new ArrayList<>(List.of(new Declared("name", JobFile.NAME, List.of())));
        JobFile.SECTIONS.forEach(section -> add(section.name() + ".", section.keys(), keys));
        return keys;
    }

    private static void add(String path, List<Key<?>> beside, List<Declared> keys) {
        for (Key<?> key : beside) {
            keys.add(new Declared(path + key.name(), key, beside));
            if (key.type() instanceof KeyType.Mapping mapping) {
                mapping.forms().forEach(form -> add(path + key.name() + ".", form.keys(), keys));
            }
        }
    }

    private static Stream<Family> families() {
        return keys().stream().flatMap(declared -> switch (declared.key().type()) {
            case KeyType.Kind<?> kind -> Stream.of(kind.family());
            case KeyType.OneKind<?> kind -> Stream.of(kind.family());
            case KeyType.Kinds<?> kinds -> Stream.of(kinds.family());
            case KeyType.Named named -> Stream.of(named.family());
            default -> Stream.empty();
        });
    }

    /** A job file with a value for the key, its form's other keys beside it, and what it says it goes with. */
    private static Map<String, Object> job(Declared declared, Object value) {
        Map<String, Object> tree = new LinkedHashMap<>();
        merge(tree, JobYaml.tree(RATE));
        merge(
                tree,
                JobYaml.tree(
                        declared.key().with().isEmpty() ? "{}" : declared.key().with()));
        String[] steps = declared.path().split("\\.");
        Map<String, Object> at = tree;
        for (int i = 0; i < steps.length - 1; i++) {
            at = inner(at, steps[i]);
        }
        if (steps.length > 2) {
            for (Key<?> other : declared.beside()) {
                at.put(other.name(), usual(other));
            }
        }
        at.put(declared.key().name(), value);
        return tree;
    }

    private static void merge(Map<String, Object> into, Map<?, ?> lines) {
        lines.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map) {
                merge(inner(into, key.toString()), map);
            } else {
                into.put(key.toString(), value);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> inner(Map<String, Object> tree, String key) {
        return (Map<String, Object>) tree.computeIfAbsent(key, any -> new LinkedHashMap<String, Object>());
    }

    private static <T> Object usual(Key<T> key) {
        return switch (key.type()) {
            case KeyType.Mapping mapping -> Map.of();
            case KeyType.Tensors tensors -> List.of(Map.of("name", "w", "shape", List.of(2)));
            default -> key.type().write(key.otherwise());
        };
    }

    private static List<Violation> violations(Map<?, ?> tree) {
        try {
            JobFile.parse(tree);
            return List.of();
        } catch (InvalidJobException e) {
            return e.violations();
        }
    }
}
