package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Extensions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that no option of an extension can have the name of a key that stands beside it. */
class ReservedOptionNamesTest {

    @Test
    void theKeysBesideAnExtensionsOptionsAreNoNamesOfOptions() {
        List<Section> besideOptions = JobFile.SECTIONS.stream()
                .flatMap(ReservedOptionNamesTest::withForms)
                .filter(section -> section.keys().stream().anyMatch(ReservedOptionNamesTest::namesExtensions))
                .toList();

        assertThat(besideOptions)
                .as("model, codec, aggregation and the attack of a simulation")
                .hasSize(4);
        assertThat(besideOptions)
                .flatExtracting(Section::keys)
                .extracting(Key::name)
                .filteredOn(Extensions::isOption)
                .isEmpty();
    }

    private static Stream<Section> withForms(Section section) {
        Stream<Section> forms = section.keys().stream()
                .map(Key::type)
                .flatMap(type -> type instanceof KeyType.Mapping mapping ? mapping.forms().stream() : Stream.empty())
                .flatMap(ReservedOptionNamesTest::withForms);
        return Stream.concat(Stream.of(section), forms);
    }

    /** Whether a user's kind may stand under the key, with its options beside it. */
    private static boolean namesExtensions(Key<?> key) {
        return switch (key.type()) {
            case KeyType.Kind<?> kind -> kind.family().isExtensible();
            case KeyType.Named named -> named.family().isExtensible();
            default -> false;
        };
    }
}
