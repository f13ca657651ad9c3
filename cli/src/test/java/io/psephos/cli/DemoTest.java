package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Row;
import io.psephos.simulation.Simulation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests of the first command of the README. */
class DemoTest {
    @TempDir
    private Path home;

    @Test
    void theJobLearnsAtTheDefaultSeedAndAtOthers() throws Exception {
        JobSpec spec = DemoCommand.job();
        assertThat(spec.model().layers()).containsExactly(64, 128, 10);
        assertThat(spec.optimizer().decay().share(1, 2)).isLessThan(1);
        assertThat(spec.simulation().attack().clients()).isEqualTo(4);
        assertThat(accuracy(spec)).as("default seed").isGreaterThanOrEqualTo(0.93);
        double mean = LongStream.rangeClosed(1, 5)
                .mapToDouble(seed -> accuracy(Specs.reseeded(spec, seed)))
                .average()
                .orElseThrow();
        assertThat(mean).as("mean of seeds 1 to 5").isGreaterThanOrEqualTo(0.93);
    }

    @Row("psephos demo")
    @Test
    void servedItKeepsItsPromises() throws Exception {
        Run run = Run.of("demo", "--exit", "--json", "--data", home.toString());

        assertThat(run.exit()).isZero();
        JsonNode result = run.last();
        assertThat(result.propertyNames())
                .contains(
                        "state",
                        "accuracy",
                        "rounds",
                        "clients",
                        "attack",
                        "byzantine",
                        "uploadBytesPerUpdate",
                        "float32BytesPerUpdate",
                        "updatesAccepted",
                        "updatesRefused",
                        "float32MeanAccuracy",
                        "float32MeanBytesPerUpdate",
                        "float32MeanAttackedAccuracy",
                        "float32MeanAttackedBytesPerUpdate",
                        "agreement",
                        "byzantineAmongLowest",
                        "seconds");
        assertThat(result.path("accuracy").asDouble()).isGreaterThanOrEqualTo(0.93);
        assertThat(result.path("uploadBytesPerUpdate").asLong() * 30)
                .isLessThanOrEqualTo(result.path("float32BytesPerUpdate").asLong());
        assertThat(result.path("float32MeanAccuracy").asDouble())
                .as("the mean is no straw man")
                .isGreaterThanOrEqualTo(0.96);
        assertThat(result.path("float32MeanAttackedAccuracy").asDouble()).isLessThan(0.5);
        assertThat(result.path("float32MeanAttackedBytesPerUpdate").asLong())
                .isGreaterThanOrEqualTo(result.path("float32BytesPerUpdate").asLong());
        assertThat(result.path("agreement")).hasSize(20);
        assertThat(result.path("byzantineAmongLowest").asInt()).isEqualTo(4);
        assertThat(run.err())
                .containsPattern("float32 mean, nobody lies +9\\d\\.\\d % +38,\\d+ bytes each")
                .containsPattern("float32 mean, 4 of 20 lie +\\d+\\.\\d % +38,\\d+ bytes each")
                .containsPattern("votes, 4 of 20 lie +9\\d\\.\\d % +1,250 bytes each")
                .contains("the 4 who lie agree least")
                .contains("--verbose lists all")
                .doesNotContain("  client     0");
        assertThat(result.path("updatesAccepted").asLong()).isEqualTo(acceptedInTheDatabase());
        assertThat(number("select sum(bytes_down) / sum(accepted) from rounds where round > 0"))
                .as("bytes that a client fetches for a round: steps, but for those who join late")
                .isLessThan(result.path("float32BytesPerUpdate").asLong() / 10);
    }

    @Row("psephos demo")
    @Test
    void byzantineClientsAndWhatTheyDoAreTheUsersChoice() {
        JobSpec spec = Specs.attacked(DemoCommand.job(), "alie", 0.3);
        assertThat(spec.simulation().attack()).isEqualTo(new JobSpec.Simulation.Attack(AttackKind.ALIE, 6));
        assertThat(spec.robustness().byzantine()).isEqualTo(6);
        assertThat(spec.schedule().quorum()).isEqualTo(14);
        assertThat(Specs.attacked(DemoCommand.job(), null, 0.9).robustness().byzantine())
                .as("no vote bears half")
                .isEqualTo(9);
        assertThat(Specs.attacked(DemoCommand.job(), null, 0.0).simulation().attack())
                .isEqualTo(new JobSpec.Simulation.Attack(AttackKind.NONE, 0));
        assertThat(Specs.attacked(DemoCommand.job(), "ipm", null)
                        .simulation()
                        .attack()
                        .clients())
                .isEqualTo(4);
        assertThatExceptionOfType(FailedException.class)
                .isThrownBy(() -> Specs.attacked(DemoCommand.job(), "ipm", 1.0))
                .withMessageContaining("was 1.0");
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> Specs.attacked(DemoCommand.job(), "charm", 0.3))
                .withMessageContaining("charm");
    }

    /** Served over REST, attackers in concert see the honest updates of the round, and the vote holds against three of twenty. */
    @Row("psephos demo")
    @Test
    void servedItHoldsAgainstAttackersInConcert() {
        Run run =
                Run.of("demo", "--exit", "--json", "--data", home.toString(), "--attack", "ipm", "--byzantine", "0.15");

        assertThat(run.exit()).isZero();
        JsonNode result = run.last();
        assertThat(result.path("attack").asString()).isEqualTo("ipm");
        assertThat(run.err())
                .contains("ipm: they send the opposite of the honest mean")
                .doesNotContain("flipping");
        assertThat(result.path("byzantine").asInt()).isEqualTo(3);
        assertThat(result.path("accuracy").asDouble()).isGreaterThan(0.85);
    }

    private long acceptedInTheDatabase() throws Exception {
        return number("select count(*) from assignments where fate in ('accepted', 'counted', 'discarded')");
    }

    private long number(String query) throws Exception {
        String url = "jdbc:h2:file:" + home.resolve("server").resolve("psephos").toAbsolutePath()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE";
        try (Connection connection = DriverManager.getConnection(url, "psephos", "");
                ResultSet count = connection.createStatement().executeQuery(query)) {
            count.next();
            return count.getLong(1);
        }
    }

    private static double accuracy(JobSpec spec) {
        DataSet digits = DataSets.digits(Specs.SPLIT_SEED);
        try {
            return new Simulation(spec, digits, 2).run(event -> {}).accuracy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
