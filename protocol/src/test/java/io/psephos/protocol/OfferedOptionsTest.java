package io.psephos.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of an extension's options as an offer gives them. */
class OfferedOptionsTest {

    @Test
    void anOptionThatIsNotGivenHasItsDefault() {
        assertThat(options(Map.of())).isEqualTo(Map.of("bits", 4));
        assertThat(options(Map.of("bits", 2, "others", "pass"))).isEqualTo(Map.of("bits", 2));
    }

    @Test
    void aValueThatAnOptionDoesNotTakeIsRefusedWithItsRule() {
        assertThatThrownBy(() -> options(Map.of("bits", 9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option 'bits' of the codec 'x-few-bits' must be a whole number, 1 to 8, was 9");
        assertThatThrownBy(() -> options(Map.of("bits", "\u001b[2J")))
                .hasMessageEndingWith("was " + Text.printable("\u001b[2J"));
    }

    private static Map<String, Object> options(Map<String, Object> given) {
        return Choice.of(CodecKind.EXTENSION, new FewBits(), given).options();
    }

    private record FewBits() implements Extension {
        @Override
        public ExtensionFamily family() {
            return ExtensionFamily.CODEC;
        }

        @Override
        public String name() {
            return "x-few-bits";
        }

        @Override
        public List<Option> options() {
            return List.of(Option.whole("bits", 4, 1, 8));
        }
    }
}
