package io.psephos.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.json.ProtocolJson;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ParameterLayoutTest {

    @Test
    void parametersAreCountedOverAllTensors() {
        ParameterLayout layout = new ParameterLayout(List.of(
                new TensorShape("w", List.of(128, 64)),
                new TensorShape("b", List.of(128)),
                new TensorShape("s", List.of())));
        assertThat(layout.parameterCount()).isEqualTo(128 * 64 + 128 + 1);
    }

    @Test
    void aLayoutIsAListInJson() {
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("w", List.of(2, 3))));
        String json = ProtocolJson.strict().writeValueAsString(layout);
        assertThat(json).isEqualTo("[{\"name\":\"w\",\"shape\":[2,3]}]");
        assertThat(ProtocolJson.strict().readValue(json, ParameterLayout.class)).isEqualTo(layout);
    }

    @Test
    void refusesWhatIsNoLayout() {
        TensorShape tensor = new TensorShape("w", List.of(2));
        assertThatIllegalArgumentException().isThrownBy(() -> new ParameterLayout(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParameterLayout(List.of(tensor, tensor)))
                .withMessageContaining("'w'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParameterLayout(List.of(new TensorShape("w", List.of(1 << 16, 1 << 15)))))
                .withMessageContaining("2147483648");
    }

    @Test
    void refusesWhatIsNoTensor() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TensorShape("", List.of(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TensorShape("x".repeat(201), List.of(1)))
                .withMessageContaining("201");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TensorShape("w", List.of(3, 0)))
                .withMessageContaining("was 0");
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> new TensorShape("w", List.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 3)).size());
    }
}
