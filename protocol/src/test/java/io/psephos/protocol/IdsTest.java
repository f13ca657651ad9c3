package io.psephos.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.json.ProtocolJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-z_09", "-", "0123456789012345678901234567890123456789012345678901234567890123"})
    void idsOfTheProtocolAreTaken(String value) {
        assertThat(new ClientId(value)).hasToString(value);
        assertThat(new JobId(value)).hasToString(value);
        assertThat(new AssignmentId(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "ä",
                "a/b",
                "..",
                "a\n",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void allElseIsRefused(String value) {
        assertThat(Ids.isValid(value)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new ClientId(value));
        assertThatIllegalArgumentException().isThrownBy(() -> new JobId(value));
        assertThatIllegalArgumentException().isThrownBy(() -> new AssignmentId(value));
    }

    @Test
    void theMessageCannotForgeALine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientId("a\nb\u202e"))
                .withMessageContaining("a\uFFFDb\uFFFD");
    }

    @Test
    void idsAreStringsInJson() {
        assertThat(ProtocolJson.strict().writeValueAsString(new JobId("j-1"))).isEqualTo("\"j-1\"");
        assertThat(ProtocolJson.lenient().readValue("\"j-1\"", JobId.class)).isEqualTo(new JobId("j-1"));
    }
}
