package io.psephos.simulation;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The synthetic clients of an asynchronous or buffered job. An attacker that uses the updates of others trains when it
 * is about to upload.
 */
final class AsynchronousClients implements AsynchronousRun.Clients {
    private final JobSpec spec;
    private final JobId job;
    private final SyntheticClients clients;
    private final SyntheticPool pool;
    private final ClientRunner runner;
    private final SteppedTime time;

    AsynchronousClients(JobSpec spec, JobId job, SyntheticClients clients, ClientRunner runner, SteppedTime time) {
        this.spec = spec;
        this.job = job;
        this.clients = clients;
        this.pool = clients.pool();
        this.runner = runner;
        this.time = time;
        clients.observed()
                .asks(IntStream.range(0, spec.simulation().attack().clients())
                        .boxed()
                        .collect(Collectors.toSet()));
    }

    @Override
    public @Nullable Offer offer(int position) {
        return clients.offer(job, position);
    }

    @Override
    public Future<byte[]> train(int position, Offer offer) {
        OfferedVersion version = clients.version(offer);
        return pool.looksAround()
                ? new FutureTask<>(() -> clients.frame(position, offer, version))
                : runner.run(position, offer, version);
    }

    @Override
    public boolean send(int position, Offer offer, Future<byte[]> frame) throws InterruptedException {
        if (frame instanceof FutureTask<byte[]> training) {
            training.run();
        }
        boolean counted = clients.send(position, offer, SyntheticClients.done(frame));
        if (counted) {
            clients.memories().settle(Fate.COUNTED);
        }
        return counted;
    }

    @Override
    public long version() {
        JobView view = clients.view(job);
        return view.state() == JobState.RUNNING ? view.modelVersion() : -1;
    }

    @Override
    public boolean waitForRetry() {
        return time.step();
    }

    @Override
    public boolean floods(int position) {
        return pool.isByzantine(position) && spec.simulation().attack().kind() == AttackKind.FLOOD;
    }
}
