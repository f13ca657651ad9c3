package io.psephos.simulation.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariationTest {
    @Test
    void valuesAreReadAsTheReaderOfJobFilesReadsThem() {
        assertThat(Variation.parse("optimizer.learningRate=0.01,1e-3, 2,0x10,true,null,PT30S,'0.5'")
                        .values())
                .isEqualTo(Arrays.asList(0.01, 0.001, 2, 16, true, null, "PT30S", "0.5"));
        assertThat(Variation.parse(" schedule.rounds = 5 ")).isEqualTo(new Variation("schedule.rounds", List.of(5)));
    }

    @Test
    void commasWithinBracketsBracesAndQuotationMarksBelongToAValue() {
        assertThat(Variation.parse("codec={scheme: qsgd, levels: 15},{scheme: terngrad}")
                        .values())
                .isEqualTo(List.of(Map.of("scheme", "qsgd", "levels", 15), Map.of("scheme", "terngrad")));
        assertThat(Variation.parse("model.layers=[64,10],[64, 32, 10]").values())
                .isEqualTo(List.of(List.of(64, 10), List.of(64, 32, 10)));
        assertThat(Variation.parse("name='a, b',\"c, d\",it's").values()).isEqualTo(List.of("a, b", "c, d", "it's"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    training.batch                  | must be KEY=VALUE
                    =3                              | must be KEY=VALUE
                    a..b=3                          | must be KEY=VALUE
                    robustness.filters[0].norm=1    | a list is set as a whole
                    training.batch=                 | needs a value after the =
                    training.batch=1,               | needs a value after each comma
                    training.batch=1,,2             | are no YAML
                    codec={scheme: sign             | are no YAML
                    codec={scheme:                  | a shell wants '…' around what has spaces or braces
                    codec={scheme: sign}}           | are no YAML
                    x=1] , y: [2                    | are no YAML
                    x=&a 1,*a                       | are no YAML: a job file has no aliases
                    training.batch=1,2,0x1          | training.batch has the value 1 twice
                    """)
    void whatIsNoKeyWithValuesIsRefusedInWords(String text, String reason) {
        assertThatThrownBy(() -> Variation.parse(text))
                .isInstanceOf(InvalidSweepException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContainPattern("line \\d");
    }

    @Test
    void seedsAreANumberOfThemOrAList() {
        assertThat(Seeds.parse("3").forJob(5)).isEqualTo(List.of(5L, 6L, 7L));
        assertThat(Seeds.parse("3").from(10).forJob(5)).isEqualTo(List.of(10L, 11L, 12L));
        assertThat(Seeds.parse("3,7, 11").forJob(5)).isEqualTo(List.of(3L, 7L, 11L));
        assertThat(Seeds.of(4).forJob(5)).isEqualTo(List.of(4L));
        assertThat(Seeds.ofTheJob().forJob(5)).isEqualTo(List.of(5L));
        for (String wrong : List.of("0", "-1", "", "x", "1.5", "10001", "1,1", "1,", "1,-2")) {
            assertThatThrownBy(() -> Seeds.parse(wrong)).as(wrong).isInstanceOf(InvalidSweepException.class);
        }
    }

    @Test
    void numbersAreToldAsPeopleWriteThem() {
        assertThat(List.of(0.01, 1e-4, 1e-9, 100.0, -0.5, 0.0).stream()
                        .map(Values::text)
                        .toList())
                .isEqualTo(List.of("0.01", "0.0001", "1.0e-9", "100", "-0.5", "0"));
    }
}
