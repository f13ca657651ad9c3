package io.psephos.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tests of extensions that fail before they are asked for anything. */
class SpeechlessExtensionTest {

    @Test
    void oneThatCannotTellItsNameIsRefusedByItsClass() {
        assertThatThrownBy(() -> Extensions.of(new Speechless()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an extension cannot tell its family, name or options: " + Speechless.class.getName());
    }

    private static final class Speechless implements Extension {
        @Override
        public ExtensionFamily family() {
            return ExtensionFamily.RULE;
        }

        @Override
        public String name() {
            throw new UnsupportedOperationException("not yet");
        }
    }
}
