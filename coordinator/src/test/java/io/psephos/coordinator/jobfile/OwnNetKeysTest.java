package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Option;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OwnNetKeysTest {
    private static final Map<?, ?> TREE = JobYaml.tree("""
            codec: {scheme: float32}
            model: {net: x-mine, width: 3, layers: [2, 2], seed: 5}
            """);

    private record Own(ExtensionFamily family, String name, List<Option> options) implements Extension {}

    private static final Extensions OWN = Extensions.of(new Own(
            ExtensionFamily.NET, "x-mine", List.of(Option.whole("width", 8, 1, 9), Option.number("slope", 0.5, 0, 1))));

    @Test
    void aNetOfOnesOwnIsReadAndWrittenWithItsOptions() {
        JobSpec spec = JobFile.parse(TREE, OWN);

        assertThat(spec.model().net()).isEqualTo("x-mine");
        assertThat(spec.model().layers()).containsExactly(2, 2);
        assertThat(spec.model().extension().orElseThrow().options()).isEqualTo(Map.of("width", 3, "slope", 0.5));
        assertThat(spec.model().withSeed(6).extension()).isEqualTo(spec.model().extension());
        assertThat(JobFile.parse(JobFile.render(spec), OWN)).isEqualTo(spec);
    }

    @Test
    void aJobWhoseNetIsGoneIsReadAndWrittenAsItIs() {
        Map<String, Object> written = JobFile.render(JobFile.parse(TREE, OWN));

        JobSpec restored = JobFile.restore(written, Extensions.NONE);

        assertThat(restored.model().extension().flatMap(choice -> choice.extension()))
                .hasValueSatisfying(
                        extension -> assertThat(Extensions.isMissing(extension)).isTrue());
        assertThat(JobFile.parse(JobFile.render(restored), OWN)).isEqualTo(JobFile.parse(TREE, OWN));
    }

    @Test
    void aNetThatIsNotHereIsRefusedOnce() {
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> JobFile.parse(TREE, Extensions.NONE))
                .satisfies(e -> assertThat(e.violations()).singleElement().satisfies(violation -> {
                    assertThat(violation.path()).isEqualTo("model.net");
                    assertThat(violation.detail())
                            .isEqualTo(
                                    "there is no net 'x-mine' here; a jar that has it is given by --plugin FILE.jar");
                }));
    }

    @Test
    void anOptionThatTheNetDoesNotHaveIsRefused() {
        Map<?, ?> tree = JobYaml.tree("""
                codec: {scheme: float32}
                model: {net: x-mine, width: 10, depth: 3, layers: [2, 2]}
                """);

        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> JobFile.parse(tree, OWN))
                .satisfies(e -> assertThat(e.violations())
                        .extracting(violation -> violation.path())
                        .containsExactlyInAnyOrder("model.width", "model.depth"));
    }
}
