package io.psephos.cli;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.server.storage.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that is killed during an asynchronous or buffered job loses nothing and counts nothing twice. */
class BufferedKillTest {
    private static final int CLIENTS = 8;

    @TempDir
    private Path home;

    /** Jobs of single updates, and of buffers with filters, one of which refuses the Byzantine client by its norm. */
    enum Mode {
        ASYNCHRONOUS("asynchronous", 1, "{}", "{}"),
        BUFFERED(
                "buffered",
                3,
                "{byzantine: 2, filters: [{kind: norm-bound, norm: 5}, {kind: lipschitz, mode: per-worker}]}",
                "{kind: large-norm, clients: 1}");

        private final String mode;
        private final int buffer;
        private final String robustness;
        private final String attack;

        Mode(String mode, int buffer, String robustness, String attack) {
            this.mode = mode;
            this.buffer = buffer;
            this.robustness = robustness;
            this.attack = attack;
        }

        JobSpec spec(int updates) {
            return JobYaml.parse("""
                    name: flow
                    model: {net: softmax, layers: [64, 10], seed: 3}
                    participants: {roster: [%s]}
                    schedule: {mode: %s, %s rounds: %d, deadline: PT30S}
                    training: {steps: 2, batch: 16, learningRate: 0.1}
                    codec: {scheme: float32}
                    aggregation: {weights: uniform, dampening: inverse}
                    optimizer: {learningRate: 0.3}
                    robustness: %s
                    evaluation: {data: none}
                    simulation: {data: digits, clients: %d, seed: 5, attack: %s}
                    """.formatted(
                            String.join(", ", RosterJobs.names(CLIENTS)),
                            mode,
                            buffer == 1 ? "" : "buffer: " + buffer + ",",
                            updates / buffer,
                            robustness,
                            CLIENTS,
                            attack));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKill(Mode mode) throws Exception {
        killed(mode, 1, 20261122, embedded());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("ci")
    void tenKills(Mode mode) throws Exception {
        killed(mode, 10, 20, embedded());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("nightly")
    void twoHundredKills(Mode mode) throws Exception {
        killed(mode, 200, 200, embedded());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("ci")
    @EnabledIfEnvironmentVariable(named = ServerDatabase.POSTGRES, matches = ".+")
    void fiveKillsOnPostgres(Mode mode) throws Exception {
        killed(mode, 5, 10, ServerDatabase.postgres());
    }

    private ServerDatabase embedded() {
        return ServerDatabase.embedded(home.resolve("server"));
    }

    private void killed(Mode mode, int kills, long seed, ServerDatabase database) throws Exception {
        // On average a kill comes after 1.5 updates of each client; the last versions are left alone.
        JobSpec spec = mode.spec((2 * kills + 4) * CLIENTS);
        KillLoop loop = new KillLoop(spec, DataSets.digits(Specs.SPLIT_SEED), home, database);
        loop.run(kills, seed);

        try (Storage storage = loop.open()) {
            BufferedJobAudit audit = new BufferedJobAudit(storage, spec, loop);
            audit.checkVersions();
            audit.checkAnswers();
            audit.checkMalformedUploads();
            audit.checkEventsAndAudit();
            audit.checkReputations();
            audit.checkParameters();
        }
    }
}
