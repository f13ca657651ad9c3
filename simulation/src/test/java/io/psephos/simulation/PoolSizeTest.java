package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.Examples;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run costs what its cohorts cost, however many clients stand by: calls are counted, not seconds. */
class PoolSizeTest {
    private static final int SMALL = 30;
    private static final int LARGE = 30_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{rounds: 6, cohort: 10, quorum: 10}",
                "{rounds: 6, cohort: 10, quorum: 5, overSelect: 1.5}",
                "{mode: buffered, rounds: 20, cohort: 10, buffer: 3}",
                "{mode: asynchronous, rounds: 60, cohort: 10}"
            })
    void theCoordinatorIsCalledNoMoreOften(String schedule) throws InterruptedException {
        // Clients of the smaller pool come again and ask for steps.
        assertThat(calls(schedule, LARGE)).isPositive().isLessThanOrEqualTo(calls(schedule, SMALL));
    }

    private static long calls(String schedule, int clients) throws InterruptedException {
        JobSpec spec = JobYaml.parse("""
                model: {net: softmax, layers: [1, 2], seed: 3}
                schedule: %s
                training: {steps: 1, batch: 1, learningRate: 0.1}
                codec: {scheme: float32}
                evaluation: {set: nothing}
                simulation: {data: nothing, clients: %d, partition: iid, seed: 5}
                """.formatted(schedule, clients));
        AtomicLong calls = new AtomicLong();
        SimulationParts own = SimulationParts.own();
        SimulationParts counting = new SimulationParts(
                own.stages(),
                own.trainers(),
                own.looksOn(),
                own.frames(),
                own.ports(),
                called -> counted(called, calls));
        new Simulation(spec, data(clients), 1, counting).run(event -> {});
        return calls.get();
    }

    private static DataSet data(int clients) {
        int[] labels = IntStream.range(0, clients).map(i -> i % 2).toArray();
        Examples examples = Examples.ofBytes(new byte[clients], 1, labels, 2);
        return new DataSet("nothing", examples, examples.range(0, 2));
    }

    private static Coordinator counted(Coordinator coordinator, AtomicLong calls) {
        return (Coordinator) Proxy.newProxyInstance(
                PoolSizeTest.class.getClassLoader(), new Class<?>[] {Coordinator.class}, (proxy, method, given) -> {
                    calls.incrementAndGet();
                    try {
                        return method.invoke(coordinator, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** After the pool is set up, each update looks at its own client and at those that take its place. */
    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void comingAndGoingAsksNobodyElse(int size) throws InterruptedException {
        Counting clients = new Counting();
        JobSpec spec = JobYaml.parse("""
                model: {net: softmax, layers: [1, 2], seed: 3}
                schedule: {mode: asynchronous, rounds: 500, cohort: 10}
                training: {steps: 1, batch: 1, learningRate: 0.1}
                codec: {scheme: float32}
                simulation: {data: digits, clients: 30, partition: iid, seed: 5}
                """);

        new AsynchronousRun(spec, size, clients).run();

        assertThat(clients.calls - size).isLessThan(500 * 10);
    }

    private static Offer offerOf(long version) {
        JobId job = new JobId("j-1");
        AssignmentId assignment = new AssignmentId("a-1");
        return new Offer(
                assignment,
                job,
                version,
                version,
                4,
                new ParameterLayout(List.of(new TensorShape("out", List.of(4)))),
                Instant.EPOCH,
                Duration.ofMinutes(1),
                new Offer.Training(1, null, 1, 0.1, 0, "all", Long.MAX_VALUE, null, null, null),
                new Offer.Codec("float32", 0, null, null, Map.of()),
                new Offer.Privacy("none", false),
                Offer.Links.of(job, version, assignment));
    }

    /** Clients of which every fourth floods; a version follows from each update. */
    private static final class Counting implements AsynchronousRun.Clients {
        private long calls;
        private long version;

        @Override
        public @Nullable Offer offer(int position) {
            calls++;
            return offerOf(version);
        }

        @Override
        public Future<byte[]> train(int position, Offer offer) {
            calls++;
            return CompletableFuture.completedFuture(new byte[0]);
        }

        @Override
        public boolean send(int position, Offer offer, Future<byte[]> frame) {
            calls++;
            version++;
            return true;
        }

        @Override
        public long version() {
            calls++;
            return version < 500 ? version : -1;
        }

        @Override
        public boolean waitForRetry() {
            return false;
        }

        @Override
        public boolean floods(int position) {
            calls++;
            return position % 4 == 0;
        }
    }
}
