package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Row;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the alarm for rosters with too few active clients. */
class RosterWatchTest {
    private static final String[] KARDAM = {
        "participants: {roster: [edge-0, edge-1, edge-2, edge-3]}",
        "schedule: {mode: asynchronous}",
        "codec: {scheme: float32}",
        "robustness: {byzantine: 1, filters: [kardam]}"
    };

    private final FaultyJournal journal = new FaultyJournal(new MemoryJournal());
    private final Deployment deployment =
            new Deployment(journal, TestPopulation.of(9), IdSource.counting(), spec -> Optional.empty());

    @Row("GET /api/v1/jobs/{job}/events")
    @Test
    void stalledIsRaisedOnceEachTimeTooFewAreLeft() {
        JobId job = deployment.start(KARDAM);
        leave(8);
        leave(3);
        assertThat(stalled(job)).as("2f + 1 are left").isZero();
        leave(2);
        assertThat(stalled(job)).as("though it never had an assignment").isOne();
        deployment.withdraw(2);
        leave(1);
        leave(7);
        assertThat(stalled(job)).isOne();

        arrive(1);
        leave(1);
        assertThat(stalled(job)).as("there were not enough in between").isOne();
        arrive(1);
        arrive(2);
        assertThat(stalled(job)).isOne();
        leave(0);
        assertThat(stalled(job)).isEqualTo(2);
    }

    @Test
    void aRestartNeitherRepeatsNorForgetsIt() {
        JobId job = deployment.start(KARDAM);
        leave(3);
        leave(2);
        deployment.restart();
        deployment.withdraw(2);
        assertThat(stalled(job)).isOne();

        arrive(2);
        deployment.restart();
        leave(1);
        assertThat(stalled(job)).isEqualTo(2);
    }

    @Test
    void whoLeftJustBeforeACrashIsMissedAfterIt() {
        JobId job = deployment.start(KARDAM);
        leave(3);
        deployment.population.leave(TestPopulation.client(2));
        deployment.restart();
        deployment.restart();

        assertThat(stalled(job)).isOne();
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyJournal.Fault.class,
            names = {"BEFORE", "AFTER"})
    void whenTheCommitFailsItIsStillRaisedOnce(FaultyJournal.Fault fault) {
        JobId job = deployment.start(KARDAM);
        leave(3);
        deployment.population.leave(TestPopulation.client(2));
        journal.failNext(fault);
        assertThat(deployment.coordinator().withdraw(TestPopulation.client(2).id(), "left"))
                .isCompletedExceptionally();
        deployment.pass(Duration.ofSeconds(2));
        deployment.withdraw(2);

        assertThat(stalled(job)).isOne();
    }

    @Test
    void whoHasNotComeYetDidNotLeave() {
        Deployment two = new Deployment(2);
        JobId job = two.start(KARDAM);
        two.restart();
        two.withdraw(7);
        assertThat(two.eventWords(job)).doesNotContain("stalled");

        two.population.join(TestPopulation.client(2));
        two.coordinator().arrived(TestPopulation.client(2));
        two.population.leave(TestPopulation.client(0));
        two.withdraw(0);
        assertThat(two.eventWords(job)).containsOnlyOnce("stalled");
    }

    @Test
    void whatComesToPassInAPauseIsSaidAfterIt() {
        JobId job = deployment.start(KARDAM);
        deployment.move(job, Move.PAUSE);
        leave(3);
        leave(2);
        assertThat(stalled(job)).isZero();

        deployment.move(job, Move.RESUME);
        assertThat(stalled(job)).isOne();
    }

    @Test
    void otherJobsNeedNobodyInParticular() {
        JobId job = deployment.start("schedule: {mode: asynchronous}");
        for (int client = 0; client < 9; client++) {
            leave(client);
        }

        assertThat(stalled(job)).isZero();
    }

    private void leave(int client) {
        deployment.population.leave(TestPopulation.client(client));
        deployment.withdraw(client);
    }

    private void arrive(int client) {
        deployment.population.join(TestPopulation.client(client));
        deployment.coordinator().arrived(TestPopulation.client(client));
    }

    private long stalled(JobId job) {
        return deployment.eventWords(job).stream().filter("stalled"::equals).count();
    }
}
