package io.psephos.cli;

import io.psephos.client.Participation;
import io.psephos.client.ProgressListener;
import io.psephos.client.PsephosClient;
import io.psephos.client.Trainer;
import io.psephos.client.update.UpdatePipeline;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.SyntheticPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** SDK clients for every member of a roster. */
final class RosterClients implements AutoCloseable {
    private final List<PsephosClient> clients = new ArrayList<>();
    private final List<Future<Participation>> parts = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    /** Creates the job and invitations, starts the job, and lets every client take part. */
    static RosterClients gather(
            OperatorApi operator, URI server, JobSpec spec, SyntheticPool pool, Path home, ProgressListener listener) {
        return gather(operator, server, spec, pool, home, position -> listener, pool::pipeline);
    }

    /** The same, where something trains in the place of the pool's trainers. */
    static RosterClients gather(
            OperatorApi operator,
            URI server,
            JobSpec spec,
            SyntheticPool pool,
            Path home,
            UnaryOperator<Trainer> trainers) {
        return gather(
                operator,
                server,
                spec,
                pool,
                home,
                new Members(
                        position -> progress -> {},
                        pool::pipeline,
                        position -> trainers.apply(pool.trainer(position))));
    }

    /** What members of the roster differ in, each by its position. */
    private record Members(
            IntFunction<ProgressListener> listeners,
            IntFunction<UpdatePipeline> pipelines,
            IntFunction<Trainer> trainers) {}

    /** The same with a listener and a pipeline for each position of the roster. */
    static RosterClients gather(
            OperatorApi operator,
            URI server,
            JobSpec spec,
            SyntheticPool pool,
            Path home,
            IntFunction<ProgressListener> listeners,
            IntFunction<UpdatePipeline> pipelines) {
        return gather(operator, server, spec, pool, home, new Members(listeners, pipelines, pool::trainer));
    }

    private static RosterClients gather(
            OperatorApi operator, URI server, JobSpec spec, SyntheticPool pool, Path home, Members members) {
        RosterClients roster = new RosterClients();
        List<String> tokens = spec.participants().roster().stream()
                .map(name -> operator.post("/api/v1/enrollment-tokens", Map.of("name", name))
                        .path("token")
                        .asString())
                .toList();
        roster.job =
                operator.post("/api/v1/jobs", JobFile.render(spec)).path("job").asString();
        operator.post("/api/v1/jobs/" + roster.job + "/start", null);
        for (int position = 0; position < tokens.size(); position++) {
            int number = position;
            PsephosClient client = PsephosClient.builder()
                    .server(server)
                    .enrolmentToken(tokens.get(position))
                    .dataDirectory(home.resolve("client-" + position))
                    .job(new JobId(roster.job))
                    .coins(pool.coins(position))
                    .pipeline(members.pipelines().apply(position))
                    .listener(members.listeners().apply(number))
                    .http(roster.http)
                    .build();
            roster.clients.add(client);
            roster.parts.add(roster.threads.submit(
                    () -> client.takePart(members.trainers().apply(number))));
        }
        return roster;
    }

    private String job = "";

    String job() {
        return job;
    }

    /** Waits until the job has ended for everybody. */
    List<Participation> await() throws Exception {
        List<Participation> ended = new ArrayList<>();
        for (Future<Participation> part : parts) {
            ended.add(part.get(5, TimeUnit.MINUTES));
        }
        return ended;
    }

    @Override
    public void close() {
        clients.forEach(PsephosClient::close);
        threads.shutdown();
        http.shutdownNow();
    }
}
