package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredRoundSummary;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of crashes: what was committed has happened, all else happens once. */
class RecoveryTest {
    private static final int SEEDS = 200;

    @Test
    void aRosterJobComesToTheSameModelHoweverOftenItCrashes() {
        int faults = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            RosterScript clean = RosterScript.run(seed, () -> FaultyJournal.Fault.NONE);
            RosterScript crashed = RosterScript.run(seed, faults(seed, 0.15));

            assertThat(crashed.outcome()).as("seed %d", seed).isEqualTo(clean.outcome());
            faults += crashed.faultsMet();
        }
        assertThat(faults).as("the journal really failed").isGreaterThan(5 * SEEDS);
    }

    /** Seeds 9, 17 and 25 have cohorts by Poisson sampling, by losses and by examples. */
    @ParameterizedTest
    @ValueSource(longs = {7, 9, 17, 25})
    void everyCommitOfARosterJobMayBeTheOneThatFails(long seed) {
        RosterScript clean = RosterScript.run(seed, () -> FaultyJournal.Fault.NONE);
        for (FaultyJournal.Fault fault : FaultyJournal.Fault.values()) {
            for (int commit = 0; commit < 80; commit++) {
                RosterScript crashed = RosterScript.run(seed, at(commit, fault));

                assertThat(crashed.outcome())
                        .as("%s at commit %d", fault, commit)
                        .isEqualTo(clean.outcome());
            }
        }
    }

    @Test
    void whateverClientsDoEveryAcknowledgedUpdateCountsOnceAndNoRefusedOneDoes() {
        int published = 0;
        int abandoned = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            for (StoredRoundSummary round : checkedRounds(
                    seed, "name: echo", "schedule: {cohort: 4, quorum: 2, overSelect: 1.5, deadline: PT40S}")) {
                published += round.version() == null ? 0 : 1;
                abandoned += round.version() == null ? 1 : 0;
            }
        }
        assertThat(published).as("rounds were published").isGreaterThan(2 * SEEDS);
        assertThat(abandoned).as("rounds were abandoned").isGreaterThan(SEEDS / 4);
    }

    @Test
    void theSameHoldsWhereUpdatesLieBehind() {
        int published = 0;
        int stale = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            String schedule = seed % 4 == 0
                    ? "schedule: {mode: asynchronous, cohort: 8, maxStaleness: 6, deadline: PT40S}"
                    : "schedule: {mode: buffered, buffer: 3, cohort: 8, maxStaleness: 2, deadline: PT40S}";
            String dampening = seed % 4 == 0 ? "ties: zero" : "dampening: inverse";
            for (StoredRoundSummary round :
                    checkedRounds(seed, "name: echo", schedule, "aggregation: {" + dampening + "}")) {
                published += round.version() == null ? 0 : 1;
                stale += round.refused().getOrDefault("stale", 0);
            }
        }
        assertThat(published).as("versions were published").isGreaterThan(10 * SEEDS);
        assertThat(stale).as("updates were stale").isGreaterThan(SEEDS / 4);
    }

    /** The rounds of a job amid chaos, after which every update was where it should be. */
    private static List<StoredRoundSummary> checkedRounds(long seed, String... job) {
        MemoryJournal memory = new MemoryJournal();
        FaultyJournal journal = new FaultyJournal(memory);
        Deployment deployment =
                new Deployment(journal, TestPopulation.of(12), IdSource.counting(), spec -> Optional.empty());
        ChaosScript script = new ChaosScript(seed, deployment, memory, journal, faults(seed, 0.05), job);
        script.run(250);
        script.check();
        return script.rounds();
    }

    private static Supplier<FaultyJournal.Fault> faults(long seed, double rate) {
        SplittableRandom random = new SplittableRandom(~seed);
        FaultyJournal.Fault[] kinds = FaultyJournal.Fault.values();
        return () -> random.nextDouble() < rate ? kinds[random.nextInt(1, kinds.length)] : FaultyJournal.Fault.NONE;
    }

    private static Supplier<FaultyJournal.Fault> at(int commit, FaultyJournal.Fault fault) {
        int[] next = {0};
        return () -> next[0]++ == commit ? fault : FaultyJournal.Fault.NONE;
    }
}
