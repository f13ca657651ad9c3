package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the YAML subset for job files. */
class JobYamlTest {
    private static final String RATE = "optimizer: {learningRate: 0.01}\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: &a x\nmodel: {net: *a}",
                "participants: {groups: &g [a]}\nmodel: *g",
                "a: &a [x]\nb: &b [*a, *a]",
                "<<: *gone",
            })
    void aliasesAreRefused(String yaml) {
        assertRefused(RATE + yaml);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: a\nname: b",
                "model: {seed: 1, seed: 1}",
                "{\"name\": \"a\", \"name\": \"a\"}",
                "- name: a",
                "just text",
                "42",
                "name: [",
                "name: a\n---\nname: b",
                "name: \u0007",
                "!!java.net.URL {a: b}",
                "name: !evil x",
            })
    void whatIsNoPlainMappingIsRefused(String yaml) {
        assertRefused(yaml);
    }

    @Test
    void theSizeIsLimited() {
        String long1 = RATE + "# " + "x".repeat(256 * 1024 - RATE.length() - 2);
        assertThat(JobYaml.parse(long1).name()).isEqualTo("job");

        assertRefused(long1 + "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void theDepthIsLimited(String opening) {
        assertRefused("name: " + opening.repeat(50_000));
        assertRefused("name: " + "[".repeat(40) + "]".repeat(40));
    }

    @Test
    void anEmptyDocumentIsAnEmptyMapping() {
        assertThat(JobFileTest.faults("# nothing")).containsExactly("optimizer.learningRate required");
    }

    private static void assertRefused(String yaml) {
        assertThatThrownBy(() -> JobYaml.parse(yaml))
                .isInstanceOfSatisfying(
                        InvalidJobException.class,
                        refused -> assertThat(refused.violations())
                                .singleElement()
                                .satisfies(violation ->
                                        assertThat(violation.code()).isEqualTo("bad-syntax")));
    }
}
