package io.psephos.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Participation;
import io.psephos.client.PsephosClient;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.Safetensors;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test of a client of one's own, to copy from: a server in this process, a job, a model file, one client. */
class OwnClientTest {
    private static final String JOB = """
            model: {upload: true}
            schedule: {rounds: 40, cohort: 1}
            training: {steps: 1, batch: 64, learningRate: 0.05}
            codec: {scheme: sign}
            optimizer: {learningRate: 0.05}
            """;

    @TempDir
    private Path home;

    @Test
    void trainsToTheEndOfAJob() throws Exception {
        LocalExamples examples = LocalExamples.fromCsv(Path.of("own-model", "examples-1.csv"));
        byte[] untrained = OwnModelFile.untrained(16, new Random(7));
        try (PsephosServer server = PsephosServer.start(
                ServerOptions.defaults().data(home.resolve("server")).port(0))) {
            Operator operator = Operator.of(server); // a few calls by java.net.http
            String job = operator.post("/api/v1/jobs", "application/yaml", JOB)
                    .path("job")
                    .asString();
            operator.put("/api/v1/jobs/" + job + "/models/0", "application/x-safetensors", untrained);
            operator.post("/api/v1/jobs/" + job + "/start", "application/json", "{}");
            String invitation = operator.post("/api/v1/enrollment-tokens", "application/json", "{}")
                    .path("token")
                    .asString();

            try (PsephosClient client = PsephosClient.builder()
                    .server(server.publicUrl())
                    .enrolmentToken(invitation)
                    .dataDirectory(home.resolve("client"))
                    .job(new JobId(job))
                    .build()) {
                Participation part = client.takePart(OwnModelClient.trainerOn(examples, new Random(7)));
                assertThat(part.updatesAccepted()).isEqualTo(40);
            }

            byte[] trained = operator.get("/api/v1/jobs/" + job + "/models/latest");
            assertThat(accuracy(trained, examples)).isGreaterThan(accuracy(untrained, examples) + 0.2);
        }
    }

    private static double accuracy(byte[] file, LocalExamples examples) {
        ParameterLayout layout = Safetensors.layout(file);
        return new OwnModel(layout).accuracy(Safetensors.read(file, layout), examples);
    }
}
