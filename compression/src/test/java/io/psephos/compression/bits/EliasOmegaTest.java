package io.psephos.compression.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EliasOmegaTest {

    @ParameterizedTest
    @CsvSource({
        "1,0",
        "2,100",
        "3,110",
        "4,101000",
        "5,101010",
        "7,101110",
        "8,1110000",
        "15,1111110",
        "16,10100100000",
        "31,10100111110",
        "32,101011000000",
        "100,1011011001000",
        "1000,11100111111010000"
    })
    void numbersHaveTheirCodes(int number, String digits) {
        assertThat(digits(EliasOmega.code(number))).isEqualTo(digits);
    }

    @Test
    void everyCodeIsReadBackWhateverFollows() {
        Random random = new Random(1);
        for (int number = 1; number < 70_000; number++) {
            assertReadBack(number, random.nextLong());
        }
        for (int shift = 17; shift < 31; shift++) {
            assertReadBack(1 << shift, random.nextLong());
            assertReadBack((1 << shift) - 1, random.nextLong());
            assertReadBack(1 << shift | random.nextInt(1 << shift), random.nextLong());
        }
        assertReadBack(Integer.MAX_VALUE, random.nextLong());
    }

    @Test
    void theLongestCodeHas42Digits() {
        assertThat(EliasOmega.length(EliasOmega.code(Integer.MAX_VALUE))).isEqualTo(42);
        assertThat(EliasOmega.length(EliasOmega.code(65_536))).isEqualTo(28);
        assertThat(EliasOmega.length(EliasOmega.code(65_535))).isEqualTo(23);
    }

    /** 2, then 31 in five digits, which announces a group of 32; all ones likewise. */
    @ParameterizedTest
    @ValueSource(strings = {"10100111111", "1111111111111111111111111111111111111111111111111111111111111111"})
    void aNumberOfMoreThan31BitsIsNone(String digits) {
        long bits = 0;
        for (int i = 0; i < digits.length(); i++) {
            bits |= (digits.charAt(i) - '0' & 1L) << i;
        }
        assertThat(EliasOmega.decode(bits)).isEqualTo(-1);
    }

    private static void assertReadBack(int number, long noise) {
        long code = EliasOmega.code(number);
        int length = EliasOmega.length(code);
        assertThat(EliasOmega.digits(code) >>> length).isZero();
        assertThat(EliasOmega.decode(EliasOmega.digits(code) | noise << length)).isEqualTo((long) number << 8 | length);
    }

    private static String digits(long code) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < EliasOmega.length(code); i++) {
            digits.append(EliasOmega.digits(code) >>> i & 1);
        }
        return digits.toString();
    }
}
