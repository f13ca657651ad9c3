package io.psephos.cli;

import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.JobSpec;
import io.psephos.server.PsephosServer;
import io.psephos.simulation.SyntheticPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The served job of a demonstration. */
final class DemoRun {
    private final Output output;
    private final JobSpec spec;
    private final PsephosServer server;
    private final OperatorApi operator;
    private final long float32Bytes;
    private final Map<Integer, Double> agreements = new TreeMap<>();
    private RunProgress.Moment last = new RunProgress.Moment(0, Double.NaN, 0, 0, 0, 0, 0);

    DemoRun(Output output, JobSpec spec, PsephosServer server) throws IOException {
        this.output = output;
        this.spec = spec;
        this.server = server;
        this.operator = OperatorApi.of(server);
        this.float32Bytes = Nets.parameterCount(spec.model()) * Float.BYTES;
    }

    /** Runs the job with a client for each of the pool; what ends it early is told among the facts. */
    DemoFacts run(SyntheticPool pool, Path home) throws InterruptedException {
        String job =
                operator.post("/api/v1/jobs", JobFile.render(spec)).path("job").asString();
        RunProgress progress = new RunProgress(output, spec.schedule().rounds());
        try (DemoClients clients = DemoClients.start(pool, operator, server.publicUrl(), job, home)) {
            operator.post("/api/v1/jobs/" + job + "/start", null);
            watch(progress, clients, job);
            progress.end();
            note(clients, job);
            return DemoFacts.of(operator, job);
        } catch (InterruptedException e) {
            return interrupted(progress);
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                return interrupted(progress);
            }
            progress.end();
            return DemoFacts.early("failed", Reason.of(e), last);
        }
    }

    /** How far clients agreed with the majorities, in a run that came to its end. */
    Agreement agreement() {
        return new Agreement(agreements, spec.simulation().attack().clients());
    }

    private DemoFacts interrupted(RunProgress progress) {
        progress.end();
        return DemoFacts.early("interrupted", "the command was told to end", last);
    }

    private void watch(RunProgress progress, DemoClients clients, String job) {
        try (Stream<JsonNode> events = operator.events(job)) {
            events.forEach(event -> {
                String kind = event.path("event").asString();
                last = new RunProgress.Moment(
                        last.published() + (kind.equals("round-published") ? 1 : 0),
                        kind.equals("evaluated") ? event.path("value").asDouble(last.accuracy()) : last.accuracy(),
                        clients.uploadBytes(),
                        clients.updates() * float32Bytes,
                        clients.downloadBytes(),
                        last.accepted() + (kind.equals("update-accepted") ? 1 : 0),
                        last.refused() + (kind.equals("update-refused") ? 1 : 0));
                clients.requireHealthy();
                progress.show(last);
            });
        }
    }

    private void note(DemoClients clients, String job) {
        for (JsonNode client : operator.list("/api/v1/jobs/" + job + "/clients")) {
            Integer position = clients.position(client.path("client").asString());
            if (position != null && client.path("agreement").isNumber()) {
                agreements.put(position, client.path("agreement").asDouble());
            }
        }
    }
}
