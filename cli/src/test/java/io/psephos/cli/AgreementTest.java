package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AgreementTest {
    @Test
    void liarsThatAgreeLeastAreSaidTo() {
        Agreement agreement = new Agreement(Map.of(0, 0.45, 1, 0.47, 2, 0.62, 3, 0.68), 2);

        assertThat(agreement.liarsAmongLowest()).isEqualTo(2);
        assertThat(agreement.told())
                .isEqualTo("with the majority: 45.0 to 47.0 % by those who lie, 62.0 to 68.0 % by the others;"
                        + " the 2 who lie agree least");
    }

    @Test
    void liarsThatHideAreNotSaidToBeFound() {
        Agreement agreement = new Agreement(Map.of(0, 0.63, 1, 0.47, 2, 0.62, 3, 0.68), 2);

        assertThat(agreement.lowest()).containsExactly(1, 2);
        assertThat(agreement.told())
                .contains("47.0 to 63.0 % by those who lie")
                .endsWith("1 of the 2 who agree least lie, so votes alone do not tell who does");
    }

    @Test
    void whereNobodyLiesNobodyIsAccused() {
        assertThat(new Agreement(Map.of(0, 0.63, 1, 0.47), 0).told()).isEqualTo("with the majority: 47.0 to 63.0 %");
    }
}
