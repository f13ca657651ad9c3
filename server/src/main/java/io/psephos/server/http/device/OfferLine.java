package io.psephos.server.http.device;

import io.psephos.coordinator.ClientCalls.FreeSlots;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The line of polls that wait for an offer, one a client, those first who have waited longest. A job's free slots are
 * called out along it, to as many polls at once as there are slots; whoever takes none passes the slot on to the next.
 * Everything that happens to the line happens one thing after another.
 */
final class OfferLine {
    /** A client whose poll ended without an offer keeps its place this long, so that it may poll again. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(OfferLine.class.getName());

    /** Asks for an offer on behalf of a client. */
    interface Asking {
        CompletionStage<OfferOutcome> ask(ClientId client, @Nullable JobId only);
    }

    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Asking asking;
    private final BiPredicate<ClientId, JobId> sees;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    private final TreeMap<Long, Place> line = new TreeMap<>();
    private final Map<ClientId, Place> places = new HashMap<>();
    private final Map<ClientId, Away> away = new LinkedHashMap<>();
    private final Map<JobId, Call> calls = new HashMap<>();
    private long lastTicket;
    private boolean closed;

    /**
     * @param executor runs what happens to the line, briefly
     * @param sees whether a job is for the client
     */
    OfferLine(Executor executor, LongSupplier nanoTime, Asking asking, BiPredicate<ClientId, JobId> sees) {
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.asking = asking;
        this.sees = sees;
    }

    /**
     * Asks for an offer, and waits in line where there is none; an older poll of the client ends.
     *
     * @param waits whether to wait at all
     */
    Place join(ClientId client, @Nullable JobId only, boolean waits) {
        Place place = new Place(client, only, waits);
        submit(() -> enter(place));
        return place;
    }

    /** Ends a poll whose time is over, with whatever there is now. */
    void timeOut(Place place) {
        submit(() -> {
            place.ending = true;
            askAgain(place);
        });
    }

    /** Forgets a poll whose caller has gone; a slot that it was being asked about goes to the next in line. */
    void leave(Place place) {
        submit(() -> remove(place, false));
    }

    /** Calls out the free slots of a job, in place of an earlier call. */
    void free(FreeSlots slots) {
        submit(() -> {
            Call call = new Call(slots.job(), slots.slots());
            calls.put(slots.job(), call);
            goOn(call);
        });
    }

    /** Asks on behalf of a client that waits, since it may no longer be eligible. */
    void look(ClientId client) {
        submit(() -> {
            Place place = places.get(client);
            if (place != null) {
                askAgain(place);
            }
        });
    }

    /** Ends all polls; later ones do not wait. */
    void close() {
        submit(() -> {
            closed = true;
            List.copyOf(line.values()).forEach(this::end);
        });
    }

    private void enter(Place place) {
        Place older = places.put(place.client, place);
        Away before = place.waits ? away.remove(place.client) : null;
        if (older != null) {
            place.ticket = older.ticket;
            line.remove(older.ticket);
            end(older);
        } else {
            place.ticket = before == null ? ++lastTicket : before.ticket();
        }
        line.put(place.ticket, place);
        place.ending |= closed || !place.waits;
        ask(place, null);
    }

    /** Ends a poll with its last answer, as soon as it has one. */
    private void end(Place place) {
        place.ending = true;
        if (!place.isAsking) {
            answer(place);
        }
    }

    /** Goes along the line until as many are being asked as there are slots. */
    private void goOn(Call call) {
        while (isCurrent(call) && call.asked < call.slots) {
            Map.Entry<Long, Place> next = line.higherEntry(call.last);
            if (next == null) {
                break;
            }
            call.last = next.getKey();
            if (next.getValue().mayTake(call.job, sees)) {
                call.asked++;
                offer(next.getValue(), call);
            }
        }
        if (call.asked == 0) {
            calls.remove(call.job, call);
        }
    }

    /** Asks for a slot of the call; where the poll is being asked, once more, as that answer may be older than the slot. */
    private void offer(Place place, Call call) {
        if (place.isAsking) {
            place.next.add(call);
        } else {
            ask(place, call);
        }
    }

    private boolean isCurrent(Call call) {
        return calls.get(call.job) == call;
    }

    /** Asks for any offer that the poll is about, now or once it is answered. */
    private void askAgain(Place place) {
        if (place.isAsking) {
            place.isToAsk = true;
        } else if (places.get(place.client) == place) {
            ask(place, null);
        }
    }

    /** @param call the job to ask about; null for all that the poll is about */
    private void ask(Place place, @Nullable Call call) {
        place.isAsking = true;
        CompletionStage<OfferOutcome> outcome;
        try {
            outcome = asking.ask(place.client, call == null ? place.only : call.job);
        } catch (RuntimeException | Error e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        outcome.whenComplete((found, failure) -> submit(() -> answered(place, call, found, failure)));
    }

    private void answered(
            Place place, @Nullable Call call, @Nullable OfferOutcome outcome, @Nullable Throwable failure) {
        place.isAsking = false;
        boolean isNothing = failure == null && isNothing(place, call, outcome);
        if (failure != null) {
            place.answer.completeExceptionally(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
        } else if (outcome != null && !isNothing) {
            place.answer.complete(outcome);
        } else if (outcome instanceof OfferOutcome.NothingNow nothing) {
            place.latest = nothing;
        }
        if (call != null) {
            call.asked--;
            if (outcome instanceof OfferOutcome.Offered) {
                call.slots--;
            }
        }
        Set<Call> passedOn = carryOn(place, !isNothing);
        if (call != null) {
            passedOn.add(call);
        }
        passedOn.forEach(this::goOn);
    }

    /** Whether the answer leaves the poll waiting; of a job that it did not name, any answer but an offer. */
    private static boolean isNothing(Place place, @Nullable Call call, @Nullable OfferOutcome outcome) {
        return outcome instanceof OfferOutcome.NothingNow
                || call != null && place.only == null && !(outcome instanceof OfferOutcome.Offered);
    }

    /** Asks what else the poll is to be asked, or lets it go, and returns the calls that go on without it. */
    private Set<Call> carryOn(Place place, boolean isAnswered) {
        Set<Call> passedOn = new LinkedHashSet<>();
        place.next.removeIf(call -> !isCurrent(call));
        boolean isHere = places.get(place.client) == place && !isAnswered;
        if (isHere && (place.isToAsk || !place.ending)) {
            if (place.isToAsk) {
                place.isToAsk = false;
                ask(place, null);
            } else if (!place.next.isEmpty()) {
                ask(place, place.next.removeFirst());
            }
            return passedOn;
        }
        place.next.forEach(call -> {
            call.asked--;
            passedOn.add(call);
        });
        place.next.clear();
        if (!isAnswered) {
            answer(place);
        } else {
            remove(place, false);
        }
        return passedOn;
    }

    private void answer(Place place) {
        place.answer.complete(place.latest);
        remove(place, true);
    }

    /** @param keepsPlace whether its client may come back to its place */
    private void remove(Place place, boolean keepsPlace) {
        long now = nanoTime.getAsLong();
        away.values().removeIf(gone -> now - gone.since() > PATIENCE.toNanos());
        if (places.remove(place.client, place)) {
            line.remove(place.ticket);
            if (keepsPlace && place.waits) {
                away.put(place.client, new Away(place.ticket, now));
            }
        }
    }

    private void submit(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        do {
            Runnable task = tasks.remove();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a line of polls stumbled", e);
            }
        } while (waiting.decrementAndGet() > 0);
    }

    /** The place of a client that may be back. */
    private record Away(long ticket, long since) {}

    /** A job's free slots on their way along the line. */
    private static final class Call {
        private final JobId job;
        private int slots;
        private int asked;
        private long last;

        Call(JobId job, int slots) {
            this.job = job;
            this.slots = slots;
        }
    }

    /** The place of one poll. */
    static final class Place {
        private static final OfferOutcome.NothingNow NOTHING = new OfferOutcome.NothingNow(Duration.ofSeconds(1));

        private final ClientId client;
        private final @Nullable JobId only;
        private final boolean waits;
        private final CompletableFuture<OfferOutcome> answer = new CompletableFuture<>();
        private final List<Call> next = new ArrayList<>();
        private OfferOutcome.NothingNow latest = NOTHING;
        private long ticket;
        private boolean isAsking;
        private boolean isToAsk;
        private boolean ending;

        private Place(ClientId client, @Nullable JobId only, boolean waits) {
            this.client = client;
            this.only = only;
            this.waits = waits;
        }

        /** Returns the answer, which comes once there is an offer or the poll ends. */
        CompletableFuture<OfferOutcome> answer() {
            return answer;
        }

        private boolean mayTake(JobId job, BiPredicate<ClientId, JobId> sees) {
            return !ending && (only == null ? sees.test(client, job) : only.equals(job));
        }
    }
}
