package io.psephos.client;

import io.psephos.client.update.ClientMemory;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The main loop of an enrolled client: sends pending updates, then trains for one offer after another. */
final class RoundLoop {
    /** Problem codes after which the client cannot improve its update, though the server may still wait for one. */
    private static final Set<ProblemCode> FINAL = Set.of(
            ProblemCode.ROUND_CLOSED,
            ProblemCode.DUPLICATE_DIFFERS,
            ProblemCode.STALE,
            ProblemCode.FILTERED,
            ProblemCode.QUARANTINED,
            ProblemCode.NOT_FOUND,
            ProblemCode.GONE,
            ProblemCode.JOB_ENDED);

    /** Statuses that refuse an artefact for its name, size, type or content. */
    private static final Set<Integer> WRONG_IN_ITSELF = Set.of(400, 413, 415, 422);

    private final Settings settings;
    private final CoordinatorApi api;
    private final PendingUpdates pending;
    private final FileMemory memory;
    private final LocalWork work;
    private final Fates fates;
    private final Cancellation cancellation;
    private final ProgressListener listener;
    private final InstantSource clock;

    RoundLoop(
            Settings settings,
            CoordinatorApi api,
            PendingUpdates pending,
            FileMemory memory,
            Cancellation cancellation,
            ProgressListener listener) {
        this.settings = settings;
        this.api = api;
        this.pending = pending;
        this.memory = memory;
        this.work = new LocalWork(settings, api, pending, memory, cancellation, listener);
        this.fates = new Fates(api, memory, listener);
        this.cancellation = cancellation;
        this.listener = listener;
        this.clock = settings.clock();
    }

    /** Takes part until there is a reason to stop, which is returned. */
    Progress.End run(Trainer trainer) {
        pending.all().forEach(this::deliver);
        while (true) {
            var asked = clock.instant();
            Answer answer = api.offers(settings.pollWait(), settings.job());
            if (answer.status() == 204) {
                rest(answer, Duration.between(asked, clock.instant()));
            } else if (answer.isSuccess()) {
                take(offer(answer), trainer);
            } else if (answer.isProblem(ProblemCode.QUARANTINED)) {
                pause("quarantined", settings.pacing().longest());
            } else {
                return endBy(answer);
            }
        }
    }

    private Offer offer(Answer answer) {
        return OfferReading.of(answer.json(), settings.server(), settings.job()).orElseThrow();
    }

    private void take(Offer offer, Trainer trainer) {
        boolean isFateKnown = fates.learnBefore(offer.job());
        Optional<String> objection = OfferCheck.objection(offer, settings.capabilities());
        if (objection.isPresent()) {
            decline(PendingUpdate.Facts.of(offer, 0), objection.get());
            return;
        }
        Optional<String> loss = lostMemory(offer, isFateKnown);
        if (loss.isPresent()) {
            declineForgetful(PendingUpdate.Facts.of(offer, 0), loss.get());
            return;
        }
        listener.on(new Progress.OfferTaken(offer));
        try {
            deliver(work.of(offer, trainer));
        } catch (UnavailableException | UntrainedException e) {
            decline(PendingUpdate.Facts.of(offer, 0), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns why the client cannot go on with its memory: with difference codecs the server relies on every client's,
     * so that beginning anew alone, or with memory of an update that may not have counted, would corrupt every round
     * from here on.
     */
    private Optional<String> lostMemory(Offer offer, boolean isFateKnown) {
        boolean isNeeded = settings.pipeline().remembers()
                && offer.modelVersion() > 0
                && !offer.codec().beginsAnew()
                && CodecScheme.of(offer.codec().scheme())
                        .filter(CodecScheme::sendsDifferences)
                        .isPresent();
        if (!isNeeded) {
            return Optional.empty();
        }
        if (!memory.current(offer.job()).has(ClientMemory.CODEC)) {
            return Optional.of("what this client remembered of the job is lost");
        }
        return isFateKnown
                ? Optional.empty()
                : Optional.of("this client does not know whether its last update was counted");
    }

    private void deliver(PendingUpdate update) {
        PendingUpdate.Facts facts = update.facts();
        Optional<String> objection = refusedArtefact(update);
        if (objection.isPresent()) {
            forget(facts);
            decline(facts, objection.get());
            return;
        }
        Answer answer = api.update(update);
        if (answer.isSuccess()) {
            fates.accepted(facts.update());
            pending.forget(facts);
            var delivery = answer.status() == 200 ? Progress.Delivery.ALREADY : Progress.Delivery.ACCEPTED;
            listener.on(new Progress.UpdateSent(
                    facts.assignment(), facts.job(), facts.round(), delivery, update.bytes(), facts.bytesDown()));
        } else {
            forget(facts);
            if (answer.isProblem(ProblemCode.JOB_ENDED)) {
                memory.ended(facts.job());
            }
            refused(update, answer);
        }
    }

    /**
     * Returns why the server refuses an artefact for itself, in which case the update lacks what the job needs. Any
     * other refusal is about the assignment: the update's own answer says more.
     */
    private Optional<String> refusedArtefact(PendingUpdate update) {
        for (Map.Entry<String, byte[]> artefact : update.artefacts().entrySet()) {
            Answer answer = api.artefact(update, artefact.getKey(), artefact.getValue());
            if (WRONG_IN_ITSELF.contains(answer.status())) {
                return Optional.of("artefact '" + artefact.getKey() + "' was refused: " + answer.code());
            }
        }
        return Optional.empty();
    }

    private void forget(PendingUpdate.Facts facts) {
        pending.forget(facts);
        memory.became(facts.update(), Fate.REFUSED);
    }

    private void refused(PendingUpdate update, Answer answer) {
        PendingUpdate.Facts facts = update.facts();
        String code = answer.code();
        listener.on(new Progress.Refused(facts.assignment(), facts.job(), facts.round(), code, update.bytes()));
        if (answer.status() == 409) {
            fates.learn(facts.update());
        } else if (!ProblemCode.of(code).map(FINAL::contains).orElse(false)) {
            decline(facts, "update was refused: " + code);
        }
    }

    private void decline(PendingUpdate.Facts facts, String reason) {
        String shortened = CoordinatorApi.shortened(reason);
        declined(facts, shortened, api.decline(facts.declineLink(), shortened));
    }

    private void declineForgetful(PendingUpdate.Facts facts, String reason) {
        declined(facts, reason, api.declineForgetful(facts.declineLink(), reason));
    }

    private void declined(PendingUpdate.Facts facts, String reason, Answer answer) {
        listener.on(new Progress.Declined(facts.assignment(), facts.job(), facts.round(), reason));
        if (!answer.isSuccess()) {
            pause(
                    "the server keeps an assignment that was declined",
                    settings.pacing().longest());
        }
    }

    private void rest(Answer answer, Duration polled) {
        Duration pause = answer.retryAfter().orElse(Duration.ZERO);
        boolean answeredAtOnce = polled.compareTo(settings.pacing().first()) < 0;
        pause("no offer", pause.isZero() && answeredAtOnce ? settings.pacing().first() : pause);
    }

    private void pause(String reason, Duration pause) {
        listener.on(new Progress.Waiting(reason, pause));
        cancellation.pause(pause);
    }

    private Progress.End endBy(Answer answer) {
        JobId job = settings.job();
        if (answer.isProblem(ProblemCode.JOB_ENDED) && job != null) {
            memory.ended(job);
            return Progress.End.JOB_ENDED;
        }
        if (answer.isProblem(ProblemCode.BUDGET_SPENT)) {
            return Progress.End.BUDGET_SPENT;
        }
        throw PsephosClientException.refused("the server makes no offers to this client", answer);
    }
}
