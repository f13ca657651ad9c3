package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiesTest {
    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void everyAttackGoesByItsOwnName(AttackKind kind) {
        assertThat(Lies.told(Choice.of(kind))).startsWith(kind.word() + ": ");
    }

    @Test
    void noTwoAttacksAreToldAlike() {
        assertThat(Choice.builtIn(AttackKind.class).stream()
                        .map(kind -> Lies.told(Choice.of(kind)).split(": ", 2)[1]))
                .doesNotHaveDuplicates();
    }

    @Test
    void aFactorIsTold() {
        Choice<AttackKind> flip = Choice.of(AttackKind.SIGN_FLIP);
        assertThat(Lies.told(flip)).isEqualTo("sign-flip: they send the opposite of what they learned");
        assertThat(Lies.told(flip.with("factor", 10.0))).endsWith("learned, 10 times as large");
    }

    @Test
    void theOptionsOfTheDemonstrationStayWhereItsAttackDoes() {
        JobSpec job = DemoCommand.job();
        for (JobSpec same : new JobSpec[] {
            Specs.attacked(job, null, 0.3),
            Specs.attacked(job, "sign-flip", null),
            Specs.attacked(job, "sign-flip", 0.3)
        }) {
            assertThat(same.simulation().attack().choice())
                    .isEqualTo(job.simulation().attack().choice());
        }
        assertThat(Specs.attacked(job, "alie", null).simulation().attack().choice())
                .isEqualTo(Choice.of(AttackKind.ALIE));
    }
}
