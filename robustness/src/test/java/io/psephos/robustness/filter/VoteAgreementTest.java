package io.psephos.robustness.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Dense;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import org.junit.jupiter.api.Test;

final class VoteAgreementTest {
    private static final Signs VOTES = new Signs(70, new long[] {0b1010L, 0b111L});

    @Test
    void oneselfIsAgreedWithAndTheOppositeIsNot() {
        VoteAgreement agreement = new VoteAgreement(VOTES);
        assertThat(agreement.of(VOTES)).hasValue(1);
        assertThat(agreement.of(new Signs(70, new long[] {~0b1010L, 0b111000L})))
                .hasValue(0);
    }

    @Test
    void whereNothingWasDecidedNothingIsCompared() {
        Ternary majority = new Ternary(70, new long[] {0b0011L, 0}, new long[] {0b0100L, 0b1L});
        VoteAgreement agreement = new VoteAgreement(majority);
        // for on 1 and 3 and 64 to 66: agrees on 1 (for) and 2 (against), not on 0 and 64
        assertThat(agreement.of(VOTES)).hasValue(0.5);
        assertThat(new VoteAgreement(new Ternary(70, new long[2], new long[2])).of(VOTES))
                .isEmpty();
    }

    @Test
    void whereAClientDidNotVoteItIsNotCompared() {
        Ternary vote = new Ternary(70, new long[] {0b0010L, 0}, new long[] {0b1000L, 0});
        assertThat(new VoteAgreement(VOTES).of(vote)).hasValue(0.5);
        assertThat(new VoteAgreement(VOTES).of(new Ternary(70, new long[2], new long[2])))
                .isEmpty();
    }

    @Test
    void meansAreMajoritiesBySign() {
        VoteAgreement agreement = new VoteAgreement(new Dense(new float[] {0.5f, -0.1f, 0, -0f}));
        assertThat(agreement.of(new Signs(4, new long[] {0b1111L}))).hasValue(0.5);
    }

    @Test
    void whatIsNoVoteDoesNotAgreeWithAnything() {
        assertThat(new VoteAgreement(VOTES).of(new Dense(new float[70]))).isEmpty();
    }
}
