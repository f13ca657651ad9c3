package io.psephos.server.http.device;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Waiting;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.Participant;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.server.http.wire.Publishers;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.ClientRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The long polls of clients that wait for an offer, one per client, in the order of their {@link OfferLine}. */
public final class OfferPolls implements AutoCloseable {
    private final Coordinator coordinator;
    private final ClientRegistry clients;
    private final Scheduler scheduler = Schedulers.parallel();
    private final OfferLine line;
    private final AutoCloseable freeSlots;

    public OfferPolls(Coordinator coordinator, ClientRegistry clients) {
        this.coordinator = coordinator;
        this.clients = clients;
        this.line = new OfferLine(scheduler::schedule, System::nanoTime, this::ask, this::sees);
        this.freeSlots = coordinator.onFreeSlots(line::free);
    }

    /**
     * Returns an offer as soon as there is one, or the latest refusal when the time is over or a newer poll of the
     * client came.
     */
    Mono<OfferOutcome> poll(ClientId client, @Nullable JobId only, Duration wait) {
        return wait.isZero()
                ? Mono.defer(() -> answer(line.join(client, only, false)))
                : Mono.using(() -> coordinator.waits(client), waiting -> waitFor(client, only, wait), Waiting::close);
    }

    private Mono<OfferOutcome> waitFor(ClientId client, @Nullable JobId only, Duration wait) {
        OfferLine.Place place = line.join(client, only, true);
        Disposable timer = scheduler.schedule(() -> line.timeOut(place), wait.toNanos(), TimeUnit.NANOSECONDS);
        return answer(place).doFinally(end -> timer.dispose());
    }

    private Mono<OfferOutcome> answer(OfferLine.Place place) {
        return Publishers.detached(place::answer)
                .doOnCancel(() -> line.leave(place))
                .publishOn(scheduler);
    }

    /** Asks for a client's poll, since it may no longer be eligible. */
    public void wake(ClientId client) {
        line.look(client);
    }

    private boolean sees(ClientId client, JobId job) {
        Optional<Participant> known = clients.participant(client);
        return known.isEmpty() || coordinator.sees(known.get(), job);
    }

    /**
     * Asks the coordinator, and checks the client before and after, so that one that was quarantined in between keeps
     * no assignment.
     */
    private CompletionStage<OfferOutcome> ask(ClientId client, @Nullable JobId only) {
        return coordinator
                .offer(clients.inGoodStanding(client), only)
                .thenCompose(outcome -> confirmed(client, outcome));
    }

    private CompletionStage<OfferOutcome> confirmed(ClientId client, OfferOutcome outcome) {
        try {
            clients.inGoodStanding(client);
            return CompletableFuture.completedFuture(outcome);
        } catch (RefusedException refused) {
            return coordinator
                    .withdraw(client, refused.code().word())
                    .thenCompose(withdrawn -> CompletableFuture.failedFuture(refused));
        }
    }

    /** Ends all polls; later ones do not wait. */
    public void end() {
        line.close();
    }

    @Override
    public void close() throws Exception {
        end();
        freeSlots.close();
    }
}
