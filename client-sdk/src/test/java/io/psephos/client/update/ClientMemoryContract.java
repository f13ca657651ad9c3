package io.psephos.client.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.client.Offers;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of every client memory. */
public abstract class ClientMemoryContract {
    private static final AssignedUpdate FIRST = update("a-1");
    private static final AssignedUpdate SECOND = update("a-2");

    private static final NamedState ONE = NamedState.EMPTY
            .with("codec", new float[] {1, -1})
            .with("control/c", new float[] {0.5f})
            .with("local/steps", 1);
    private static final NamedState TWO =
            NamedState.EMPTY.with("codec", new float[] {2, -2}).with("local/steps", 2);
    private static final NamedState LOCAL_ONE = ClientMemory.local(ONE);
    private static final NamedState LOCAL_TWO = ClientMemory.local(TWO);

    /** The memory of one client, which may have been another object up to now. */
    protected abstract ClientMemory memory();

    @Test
    void remembersNothingAtFirst() {
        assertThat(memory().current(Offers.JOB)).isEqualTo(NamedState.EMPTY);
    }

    @Test
    void whatAnUpdateLeftCountsOnceItIsAccepted() {
        memory().keep(FIRST, ONE);
        assertThat(memory().current(Offers.JOB)).isEqualTo(LOCAL_ONE);

        memory().became(FIRST, Fate.ACCEPTED);

        assertThat(memory().current(Offers.JOB)).isEqualTo(ONE);
        assertThat(memory().current(new JobId("j-2"))).isEqualTo(NamedState.EMPTY);
    }

    @Test
    void whatAnUpdateLeftIsForgottenWhereItWasRefused() {
        memory().keep(FIRST, ONE);
        memory().became(FIRST, Fate.REFUSED);
        memory().became(FIRST, Fate.ACCEPTED);

        assertThat(memory().current(Offers.JOB)).isEqualTo(LOCAL_ONE);
    }

    @Test
    void fallsBackWhereAnAcceptedUpdateIsDiscarded() {
        accept(FIRST, ONE);
        accept(SECOND, TWO);
        assertThat(memory().current(Offers.JOB)).isEqualTo(TWO);

        memory().became(SECOND, Fate.DISCARDED);

        assertThat(memory().current(Offers.JOB))
                .isEqualTo(ClientMemory.following(ONE).and(LOCAL_TWO));
    }

    @Test
    void fallsBackToNothing() {
        accept(FIRST, ONE);

        memory().became(FIRST, Fate.DISCARDED);

        assertThat(memory().current(Offers.JOB)).isEqualTo(LOCAL_ONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"DISCARDED"},
            mode = EnumSource.Mode.EXCLUDE)
    void anyOtherFateOfTheLastUpdateChangesNothing(Fate fate) {
        accept(FIRST, ONE);
        accept(SECOND, TWO);

        memory().became(SECOND, fate);

        assertThat(memory().current(Offers.JOB)).isEqualTo(TWO);
    }

    @Test
    void theFateOfAnotherUpdateChangesNothing() {
        accept(FIRST, ONE);
        accept(SECOND, TWO);

        memory().became(FIRST, Fate.DISCARDED);

        assertThat(memory().current(Offers.JOB)).isEqualTo(TWO);
    }

    @Test
    void anUpdateThatLeftNothingChangesNothing() {
        accept(FIRST, ONE);

        accept(SECOND, LOCAL_TWO);

        assertThat(memory().current(Offers.JOB))
                .isEqualTo(ClientMemory.following(ONE).and(LOCAL_TWO));
    }

    @Test
    void whatIsLocalIsReplacedAsAWhole() {
        memory().keep(FIRST, ONE);

        memory().keep(SECOND, NamedState.EMPTY);

        assertThat(memory().current(Offers.JOB)).isEqualTo(NamedState.EMPTY);
    }

    @Test
    void remembersNothingUnderAnotherName() {
        assertThatThrownBy(() -> memory().keep(FIRST, NamedState.EMPTY.with("server/m", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("server/m");
    }

    private void accept(AssignedUpdate update, NamedState next) {
        memory().keep(update, next);
        memory().became(update, Fate.ACCEPTED);
    }

    private static AssignedUpdate update(String assignment) {
        return new AssignedUpdate(new AssignmentId(assignment), Offers.JOB, "/api/v1/assignments/" + assignment);
    }
}
