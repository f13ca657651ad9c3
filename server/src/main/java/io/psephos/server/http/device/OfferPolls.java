package io.psephos.server.http.device;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.Coordinator;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.server.http.wire.Publishers;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.ClientRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The long polls of clients that wait for an offer, one per client, woken when a job may have a free slot. */
public final class OfferPolls implements AutoCloseable {
    private final Coordinator coordinator;
    private final ClientRegistry clients;
    private final Scheduler scheduler = Schedulers.parallel();
    private final Map<ClientId, Waiter> waiters = new ConcurrentHashMap<>();
    private final AtomicBoolean wakingAll = new AtomicBoolean();
    private final AutoCloseable freeSlots;
    private volatile boolean closed;

    public OfferPolls(Coordinator coordinator, ClientRegistry clients) {
        this.coordinator = coordinator;
        this.clients = clients;
        this.freeSlots = coordinator.onFreeSlots(job -> scheduleWakeUp());
    }

    /**
     * Returns an offer as soon as there is one, or the latest refusal when the time is over or a newer poll of the
     * client came.
     */
    Mono<OfferOutcome> poll(ClientId client, @Nullable JobId only, Duration wait) {
        return Mono.defer(() -> {
            Waiter waiter = new Waiter();
            Waiter older = waiters.put(client, waiter);
            if (older != null) {
                older.end();
            }
            return Flux.concat(Mono.just(Wake.UP), waiter.wakes(closed ? Duration.ZERO : wait, scheduler))
                    .concatMap(wake -> ask(client, only), 1)
                    .takeUntil(outcome -> !(outcome instanceof OfferOutcome.NothingNow))
                    .last()
                    .doFinally(end -> waiters.remove(client, waiter));
        });
    }

    /** Wakes a client's poll, since it may no longer be eligible. */
    public void wake(ClientId client) {
        Waiter waiter = waiters.get(client);
        if (waiter != null) {
            waiter.wake();
        }
    }

    /**
     * Asks the coordinator, and checks the client before and after, so that one that was quarantined in between keeps
     * no assignment.
     */
    private Mono<OfferOutcome> ask(ClientId client, @Nullable JobId only) {
        return Publishers.detached(() -> coordinator.offer(clients.inGoodStanding(client), only))
                .flatMap(outcome -> confirmed(client, outcome));
    }

    private Mono<OfferOutcome> confirmed(ClientId client, OfferOutcome outcome) {
        try {
            clients.inGoodStanding(client);
            return Mono.just(outcome);
        } catch (RefusedException refused) {
            return Publishers.detached(
                            () -> coordinator.withdraw(client, refused.code().word()))
                    .then(Mono.error(refused));
        }
    }

    /** Ends all polls and admits no further one. */
    public void end() {
        closed = true;
        waiters.values().forEach(Waiter::end);
    }

    @Override
    public void close() throws Exception {
        end();
        freeSlots.close();
    }

    private void scheduleWakeUp() {
        if (wakingAll.compareAndSet(false, true)) {
            scheduler.schedule(() -> {
                wakingAll.set(false);
                waiters.values().forEach(Waiter::wake);
            });
        }
    }

    private enum Wake {
        UP
    }

    /** One poll, with at most one wake-up pending. */
    private static final class Waiter {
        private final Sinks.Many<Wake> sink = Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(1));

        synchronized void wake() {
            sink.tryEmitNext(Wake.UP);
        }

        synchronized void end() {
            sink.tryEmitComplete();
        }

        Flux<Wake> wakes(Duration wait, Scheduler scheduler) {
            return wait.isZero() ? Flux.empty() : sink.asFlux().takeUntilOther(Mono.delay(wait, scheduler));
        }
    }
}
