package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobSpec;
import io.psephos.server.storage.Storage;
import io.psephos.simulation.Simulation;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed again and again in the middle of rounds loses nothing and counts nothing twice. */
class ServerKillTest {
    private static final int CLIENTS = 8;
    private static final IntFunction<JobSpec> VOTES =
            rounds -> RosterJobs.spec(RosterJobs.VOTES, CLIENTS, CLIENTS, rounds);
    /** Frames that do not lie in rows of the database. */
    private static final IntFunction<JobSpec> FLOATS =
            rounds -> RosterJobs.spec(RosterJobs.FLOATS, CLIENTS, CLIENTS, rounds);

    private static final IntFunction<JobSpec> ADAM = rounds -> RosterJobs.adam(CLIENTS, CLIENTS, rounds);

    @TempDir
    private Path home;

    @Test
    void threeKills() throws Exception {
        killed(VOTES, 3, 20261122, embedded());
    }

    @Test
    void onceInAJobOfAdam() throws Exception {
        killed(ADAM, 1, 20261129, embedded());
    }

    @Test
    void onceInAJobOfFloats() throws Exception {
        killed(FLOATS, 1, 20261130, embedded());
    }

    @Test
    @Tag("ci")
    void tenTimesInAJobOfFloats() throws Exception {
        killed(FLOATS, 10, 22, embedded());
    }

    @Test
    @Tag("ci")
    void tenTimesInAJobOfAdam() throws Exception {
        killed(ADAM, 10, 21, embedded());
    }

    @Test
    @Tag("ci")
    void twentyKills() throws Exception {
        killed(VOTES, 20, 20, embedded());
    }

    @Test
    @Tag("nightly")
    void twoHundredKills() throws Exception {
        killed(VOTES, 200, 200, embedded());
    }

    @Test
    @Tag("ci")
    @EnabledIfEnvironmentVariable(named = ServerDatabase.POSTGRES, matches = ".+")
    void fiveKillsOnPostgres() throws Exception {
        killed(VOTES, 5, 10, ServerDatabase.postgres());
    }

    private ServerDatabase embedded() {
        return ServerDatabase.embedded(home.resolve("server"));
    }

    private void killed(IntFunction<JobSpec> job, int kills, long seed, ServerDatabase database) throws Exception {
        // On average a kill comes after 1.5 rounds; the last rounds are left alone.
        JobSpec spec = job.apply(2 * kills + 4);
        DataSet digits = DataSets.digits(Specs.SPLIT_SEED);
        KillLoop loop = new KillLoop(spec, digits, home, database);
        loop.run(kills, seed);

        assertThat(loop.digest())
                .as("the digest of a run without a crash")
                .isEqualTo(new Simulation(spec, digits, 2).run(event -> {}).digest());
        try (Storage storage = loop.open()) {
            checkBooks(storage, loop, spec.schedule().rounds());
        }
    }

    private void checkBooks(Storage storage, KillLoop loop, int rounds) {
        List<StoredRoundSummary> published = storage.records().rounds(loop.job()).stream()
                .filter(round -> round.state().equals("published"))
                .toList();
        assertThat(published).hasSize(rounds);
        assertThat(published).allSatisfy(round -> assertThat(round.counted()).isEqualTo(CLIENTS));

        Set<String> given = new HashSet<>();
        assertThat(loop.acknowledged()).doesNotHaveDuplicates().allSatisfy(id -> {
            StoredAssignment assignment = storage.journal().assignment(id).orElseThrow();
            assertThat(assignment.fate()).isEqualTo(Fate.COUNTED);
            assertThat(given.add(assignment.round() + "/" + assignment.client()))
                    .as("one update a client and round")
                    .isTrue();
        });
        assertThat(loop.refused())
                .allSatisfy(refusal -> assertThat(storage.journal()
                                .assignment(refusal.assignment())
                                .orElseThrow()
                                .fate())
                        .isNotEqualTo(Fate.COUNTED));
        assertThat(loop.malformed())
                .as("updates that were answered 422")
                .isNotEmpty()
                .allSatisfy(refusal -> {
                    assertThat(refusal.status()).isEqualTo(422);
                    assertThat(storage.journal()
                                    .assignment(refusal.assignment())
                                    .orElseThrow()
                                    .digest())
                            .as("what counts is not what was refused")
                            .isNotEqualTo(refusal.digest());
                });
        assertThat(loop.acknowledged()).hasSize(CLIENTS * rounds);
    }
}
