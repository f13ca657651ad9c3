package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of answers without an offer. */
class PollingTest extends ClientFixture {

    @Test
    void comesBackWhenTheServerWantsItTo() {
        server.retryAfter = "3600";
        PsephosClient[] self = new PsephosClient[1];
        self[0] = client().listener(progress -> {
                    witness.on(progress);
                    if (progress instanceof Progress.Waiting) {
                        self[0].close();
                    }
                })
                .build();

        self[0].takePart(HALVING);

        assertThat(witness.all(Progress.Waiting.class))
                .containsExactly(new Progress.Waiting("no offer", Duration.ofHours(1)));
    }

    @Test
    void waitsOutAQuarantine() {
        offer(0);
        server.fail("offers", Fault.problem(403, "quarantined"), Fault.problem(403, "quarantined"));

        assertThat(takePartInAll(client(), HALVING).updatesAccepted()).isEqualTo(1);
        assertThat(witness.all(Progress.Waiting.class))
                .extracting(Progress.Waiting::reason)
                .containsExactly("quarantined", "quarantined");
    }

    @Test
    void endsWithItsBudget() {
        server.fail("offers", Fault.problem(403, "budget-spent"));

        takePart(client(), HALVING);

        assertThat(witness.all(Progress.Ended.class))
                .extracting(Progress.Ended::end)
                .containsExactly(Progress.End.BUDGET_SPENT);
    }

    @ParameterizedTest
    @CsvSource({"403, incapable", "404, not-found", "403, forbidden", "422, invalid-member"})
    void saysWhyItIsOfNoUse(int status, String code) {
        server.fail("offers", Fault.problem(status, code));

        assertThatThrownBy(() -> takePart(client(), HALVING))
                .isInstanceOfSatisfying(
                        PsephosClientException.class, e -> assertThat(e.code()).contains(code));
    }

    @Test
    void takesPartInAnyJobWhereNoneIsNamed() {
        offer(0);
        PsephosClient[] self = new PsephosClient[1];
        self[0] = client().job(null)
                .listener(progress -> {
                    witness.on(progress);
                    if (progress instanceof Progress.Waiting) {
                        self[0].close();
                    }
                })
                .build();

        assertThat(self[0].takePart(HALVING).updatesAccepted()).isEqualTo(1);
    }
}
