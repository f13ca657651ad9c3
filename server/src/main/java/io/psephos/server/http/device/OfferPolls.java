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

/** Clients that wait for an offer, one poll each: a sink a waiter, woken when a job may have a seat. */
public final class OfferPolls implements AutoCloseable {
    private final Coordinator coordinator;
    private final ClientRegistry clients;
    private final Scheduler scheduler = Schedulers.parallel();
    private final Map<ClientId, Waiter> waiters = new ConcurrentHashMap<>();
    private final AtomicBoolean wakingAll = new AtomicBoolean();
    private final AutoCloseable seats;
    private volatile boolean closed;

    public OfferPolls(Coordinator coordinator, ClientRegistry clients) {
        this.coordinator = coordinator;
        this.clients = clients;
        this.seats = coordinator.onFreeSlots(job -> scheduleWakeUp());
    }

    /** An offer as soon as there is one, or the last word when the time is over or a newer poll came. */
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

    /** Lets a client who waits look again: it may be nobody any more whom anything is offered to. */
    public void wake(ClientId client) {
        Waiter waiter = waiters.get(client);
        if (waiter != null) {
            waiter.wake();
        }
    }

    /** Looks at the client before and after, so that none who was sent away in between keeps a seat. */
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

    /** Answers everybody who waits, and lets nobody wait any more. */
    public void end() {
        closed = true;
        waiters.values().forEach(Waiter::end);
    }

    @Override
    public void close() throws Exception {
        end();
        seats.close();
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

    /** One poll: at most one wake-up is in line, more would tell it nothing new. */
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
