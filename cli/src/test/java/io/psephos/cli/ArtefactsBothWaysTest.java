package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.psephos.client.Participation;
import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.plan.Stages;
import io.psephos.coordinator.round.EchoStage;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.model.Artefact;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.SyntheticPool;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainers read what a stage publishes beside versions, and send it what it reads beside updates: over REST, and in a
 * simulation that comes to the same model.
 */
class ArtefactsBothWaysTest {
    private static final int COHORT = 3;
    private static final int ROUNDS = 6;
    private static final long ARTEFACT_BYTES = EchoStage.counts(0, 0, 0).file().length;

    private final JobSpec spec = spec();
    private final DataSet digits = DataSets.digits(Specs.SPLIT_SEED);

    @TempDir
    private Path home;

    @Test
    void whatIsServedIsWhatIsSimulated() throws Exception {
        SimulationResult simulated = simulated(ArtefactsBothWaysTest::echoing);
        assertThat(simulated.uploadBytes() - simulated(trainer -> trainer).uploadBytes())
                .as("bytes of artefacts")
                .isEqualTo(COHORT * ROUNDS * ARTEFACT_BYTES);
        assertThat(simulated.metrics())
                .filteredOn(metric -> metric.name().equals(EchoStage.COUNTED))
                .hasSize(ROUNDS)
                .allMatch(metric -> metric.value() == COHORT);

        ServerOptions options =
                ServerOptions.defaults().data(home.resolve("server")).port(0).with(EchoStage::of);
        try (PsephosServer server = PsephosServer.start(options)) {
            OperatorApi operator = OperatorApi.of(server);
            SyntheticPool pool = new SyntheticPool(spec, digits);
            try (RosterClients crowd = RosterClients.gather(
                    operator, server.publicUrl(), spec, pool, home, ArtefactsBothWaysTest::echoing)) {
                List<Participation> parts = crowd.await();

                assertThat(ServedModels.digest(operator, crowd.job(), spec)).isEqualTo(simulated.digest());
                Artefact echo = Artefact.read(
                        operator.bytes("/api/v1/jobs/" + crowd.job() + "/models/latest/artefacts/" + EchoStage.ECHO));
                assertThat(EchoStage.sum(echo)[0]).as("updates").isEqualTo(COHORT * ROUNDS);
                assertThat(EchoStage.sum(echo)[1])
                        .as("what trainers saw before, summed")
                        .isPositive();
                assertThat(parts.stream().mapToLong(Participation::bytesUp).sum())
                        .isEqualTo(simulated.uploadBytes());
                assertThat(parts.stream().mapToLong(Participation::bytesDown).sum())
                        .isCloseTo(simulated.downloadBytes(), withinPercentage(1));
            }
        }
    }

    @Test
    void theModelFollowsFromWhatIsPublished() throws Exception {
        assertThat(simulated(ArtefactsBothWaysTest::echoing).digest())
                .isNotEqualTo(simulated(trainer -> trainer).digest());
    }

    private SimulationResult simulated(UnaryOperator<Trainer> trainers) throws InterruptedException {
        return new Simulation(spec, digits, 2, Stages.builtIn().and(EchoStage::of), trainers).run(event -> {});
    }

    /** Ends somewhere else the more updates were counted before, and sends how many it knew of. */
    private static Trainer echoing(Trainer trainer) {
        return task -> {
            Artefact echo = task.artefacts().get(EchoStage.ECHO);
            float before = echo == null ? 0 : EchoStage.sum(echo)[0];
            Trained trained = trainer.train(task);
            float[] parameters = trained.parameters();
            parameters[0] -= before;
            return new Trained(parameters, trained.steps(), trained.exampleCount())
                    .withArtefacts(Map.of(EchoStage.COUNTS, EchoStage.counts(1, before, 0)));
        };
    }

    private static JobSpec spec() {
        Map<String, Object> file =
                new LinkedHashMap<>(JobFile.render(RosterJobs.spec(RosterJobs.FLOATS, 5, COHORT, ROUNDS)));
        file.put("name", "echo");
        return JobFile.parse(file);
    }
}
