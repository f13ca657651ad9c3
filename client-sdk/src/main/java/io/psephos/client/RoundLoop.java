package io.psephos.client;

import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.json.ProtocolJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An enrolled client's life: send what is pending, then offer after offer, train and vote. */
final class RoundLoop {
    private static final System.Logger LOG = System.getLogger(PsephosClient.class.getName());

    /** After these the server may still wait for an update of the assignment, which this client cannot make better. */
    private static final Set<ProblemCode> FINAL = Set.of(
            ProblemCode.ROUND_CLOSED,
            ProblemCode.DUPLICATE_DIFFERS,
            ProblemCode.STALE,
            ProblemCode.FILTERED,
            ProblemCode.QUARANTINED,
            ProblemCode.NOT_FOUND,
            ProblemCode.GONE,
            ProblemCode.JOB_ENDED);

    private final Settings settings;
    private final CoordinatorApi api;
    private final GlobalModels models;
    private final PendingUpdates pending;
    private final Residuals residuals;
    private final Fates fates;
    private final Cancellation cancellation;
    private final ProgressListener listener;
    private final InstantSource clock;

    RoundLoop(
            Settings settings,
            CoordinatorApi api,
            PendingUpdates pending,
            Residuals residuals,
            Cancellation cancellation,
            ProgressListener listener) {
        this.settings = settings;
        this.api = api;
        this.models = new GlobalModels(api, listener);
        this.pending = pending;
        this.residuals = residuals;
        this.fates = new Fates(api, residuals, listener);
        this.cancellation = cancellation;
        this.listener = listener;
        this.clock = settings.clock();
    }

    /** Takes part until there is a reason not to. */
    Progress.End run(Trainer trainer) {
        pending.all().forEach(this::deliver);
        while (true) {
            var asked = clock.instant();
            Answer answer = api.offers(settings.pollWait(), settings.job());
            if (answer.status() == 200) {
                take(answer.json(), trainer);
            } else if (answer.status() == 204) {
                rest(answer, Duration.between(asked, clock.instant()));
            } else if (answer.code().equals(ProblemCode.QUARANTINED.word())) {
                pause("quarantined", settings.pacing().longest());
            } else {
                return endBy(answer);
            }
        }
    }

    private void take(JsonNode tree, Trainer trainer) {
        Offer offer = read(tree);
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
            GlobalModels.Fetched model = models.of(offer);
            Made made = made(offer, model.parameters(), trainer);
            PendingUpdate update = pending.keep(PendingUpdate.Facts.of(offer, model.bytesDown()), made.frame());
            if (!made.metrics().isEmpty()) {
                api.metrics(offer, made.metrics());
            }
            deliver(update);
        } catch (GlobalModels.UnavailableException | UntrainedException e) {
            decline(PendingUpdate.Facts.of(offer, 0), String.valueOf(e.getMessage()));
        }
    }

    private static Offer read(JsonNode tree) {
        try {
            return ProtocolJson.lenient().treeToValue(tree, Offer.class);
        } catch (JacksonException e) {
            throw new PsephosClientException("the server's offer cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private Made made(Offer offer, float[] start, Trainer trainer) throws UntrainedException {
        try {
            TrainingTask task = new TrainingTask(offer, start.clone());
            Trained trained = cancellation.interruptibly(() -> trainer.train(task));
            byte[] frame = encoder(offer)
                    .encode(offer, start, trained, settings.coins().seedsOf(offer));
            return new Made(frame, Metrics.of(offer, start, trained));
        } catch (CancelledException | PsephosClientException e) {
            throw e;
        } catch (Exception e) {
            if (cancellation.isCancelled() || Thread.currentThread().isInterrupted()) {
                throw new CancelledException();
            }
            LOG.log(System.Logger.Level.WARNING, "declines " + offer.assignment() + ", whose training failed", e);
            throw new UntrainedException(e);
        }
    }

    private boolean remembers() {
        return settings.encoder() == UpdateEncoder.standard();
    }

    /** The builder's way; the standard one remembers where the offer asks for it. */
    private UpdateEncoder encoder(Offer offer) {
        if (!UpdateEncoder.needsMemory(offer.codec()) || !remembers()) {
            return settings.encoder();
        }
        float[] memory = residuals.current(offer.job()).orElse(null);
        return UpdateEncoder.remembering(memory, next -> residuals.keep(offer.assignment(), next));
    }

    /**
     * Where differences are sent the server goes on with what all remember: to begin anew alone, or with what may not
     * have been counted, would bend every round from here on. An encoder of the builder's own remembers for itself.
     */
    private Optional<String> lostMemory(Offer offer, boolean isFateKnown) {
        boolean isNeeded = remembers()
                && offer.modelVersion() > 0
                && !offer.codec().beginsAnew()
                && CodecScheme.of(offer.codec().scheme())
                        .filter(CodecScheme::sendsDifferences)
                        .isPresent();
        if (!isNeeded) {
            return Optional.empty();
        }
        if (residuals.current(offer.job()).isEmpty()) {
            return Optional.of("what this client remembered of the job is lost");
        }
        return isFateKnown
                ? Optional.empty()
                : Optional.of("this client does not know whether its last update was counted");
    }

    private void deliver(PendingUpdate update) {
        PendingUpdate.Facts facts = update.facts();
        Answer answer = api.update(update);
        if (answer.status() < 300) {
            fates.accepted(facts);
            pending.forget(facts.assignment());
            var delivery = answer.status() == 200 ? Progress.Delivery.ALREADY : Progress.Delivery.ACCEPTED;
            listener.on(new Progress.UpdateSent(
                    facts.assignment(),
                    facts.job(),
                    facts.round(),
                    delivery,
                    update.frame().length,
                    facts.bytesDown()));
        } else {
            pending.forget(facts.assignment());
            residuals.refused(facts);
            if (answer.code().equals(ProblemCode.JOB_ENDED.word())) {
                residuals.ended(facts.job());
            }
            refused(update, answer);
        }
    }

    private void refused(PendingUpdate update, Answer answer) {
        PendingUpdate.Facts facts = update.facts();
        String code = answer.code().isEmpty() ? "http-" + answer.status() : answer.code();
        listener.on(new Progress.Refused(facts.assignment(), facts.job(), facts.round(), code, update.frame().length));
        if (answer.status() == 409) {
            fates.learn(facts);
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
        if (answer.status() >= 300) {
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
        Optional<ProblemCode> code = ProblemCode.of(answer.code());
        JobId job = settings.job();
        if (answer.status() == 410 && job != null) {
            residuals.ended(job);
            return Progress.End.JOB_ENDED;
        }
        if (code.filter(ProblemCode.BUDGET_SPENT::equals).isPresent()) {
            return Progress.End.BUDGET_SPENT;
        }
        throw PsephosClientException.refused("the server makes no offers to this client", answer);
    }

    /** What came of an offer. */
    private record Made(byte[] frame, Map<String, Object> metrics) {}

    /** Local training that came to nothing: a reason to decline. What exactly happened may quote local data. */
    private static final class UntrainedException extends Exception {
        private static final long serialVersionUID = 1L;

        UntrainedException(Exception cause) {
            super("training failed: " + cause.getClass().getSimpleName(), cause);
        }
    }
}
