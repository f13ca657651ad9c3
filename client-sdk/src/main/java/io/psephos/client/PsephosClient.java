package io.psephos.client;

import io.psephos.client.update.UpdatePipeline;
import io.psephos.compression.builtin.Codecs;
import io.psephos.privacy.noise.SecureSeeds;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Regularizer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client of federated learning jobs: it enrols, waits for offers, lets the app train and sends the updates.
 *
 * <p>Its state is in its data directory, so that the process may be killed at any moment: a stored frame is sent
 * unchanged by the next process.
 *
 * <p>All it remembers stands in its data directory, so that a process may die at any moment: a frame that was made is
 * sent, byte for byte, by the next one.
 */
public final class PsephosClient implements AutoCloseable {
    private final Settings settings;
    private final Cancellation cancellation = new Cancellation();
    private final AtomicBoolean busy = new AtomicBoolean();

    private PsephosClient(Settings settings) {
        this.settings = settings;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes part until the job that the builder named has ended, the client is closed or this thread interrupted; while
     * the server is unreachable, or something on the way answers in its place, it keeps trying.
     *
     * @throws PsephosClientException when the server will not have this client, or its data directory cannot be
     *     used
     * @throws IllegalStateException when another thread is in this call
     */
    public Participation takePart(Trainer trainer) {
        ParticipationTotals tally = new ParticipationTotals(settings.listener());
        alone(() -> tally.on(new Progress.Ended(run(trainer, tally), tally.participation())));
        return tally.participation();
    }

    /**
     * Replaces the client's key by a new one; the old one is invalid when this returns. After a crash in the middle,
     * the next call of any kind finds out which key the server knows.
     *
     * @throws PsephosClientException when this client is not enrolled, was closed, or the server refuses
     * @throws IllegalStateException when this client takes part
     */
    public void rotateKey() {
        inSession(session -> {
            if (!session.isEnrolled()) {
                throw new PsephosClientException("a client that is not enrolled has no key to replace");
            }
            session.rotateKey();
        });
    }

    /**
     * Leaves the server, which deletes the client's personal data, and empties the data directory; accepted updates
     * keep counting.
     *
     * @throws PsephosClientException when this client was closed, or the server refuses
     * @throws IllegalStateException when this client takes part
     */
    public void leave() {
        inSession(Session::leave);
    }

    private void inSession(Consumer<Session> work) {
        alone(() -> {
            try (Session session = Session.open(settings, cancellation, new ParticipationTotals(settings.listener()))) {
                work.accept(session);
            } catch (CancelledException e) {
                throw new PsephosClientException("the client was closed before the server had answered", e);
            }
        });
    }

    private void alone(Runnable work) {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("this client takes part already");
        }
        try {
            work.run();
        } finally {
            busy.set(false);
        }
    }

    private Progress.End run(Trainer trainer, ParticipationTotals tally) {
        try (Session session = Session.open(settings, cancellation, tally)) {
            if (!session.isEnrolled()) {
                session.enrol(tally);
            }
            PendingUpdates pending = session.pending();
            return new RoundLoop(settings, session.api(), pending, session.memory(pending), cancellation, tally)
                    .run(trainer);
        } catch (CancelledException e) {
            return Progress.End.CANCELLED;
        }
    }

    /** Ends {@link #takePart} soon and for good; from any thread, idempotent. */
    @Override
    public void close() {
        cancellation.cancel();
    }

    /** The builder of a client; needs a server and a data directory, and for the first start an enrolment token. */
    public static final class Builder {
        private @Nullable Origin server;
        private @Nullable String enrolmentToken;
        private @Nullable Path dataDirectory;
        private @Nullable JobId job;
        private @Nullable String name;
        private @Nullable List<String> codecs;
        private Extensions extensions = Extensions.NONE;
        private @Nullable Long maxParameters;
        private Collection<String> regularizers = Regularizer.ASSUMED;
        private ProgressListener listener = progress -> {};
        private @Nullable CoinSource coins;
        private UpdatePipeline pipeline = UpdatePipeline.standard();
        private @Nullable HttpClient http;
        private Duration pollWait = Duration.ofSeconds(30);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private RetryPacing pacing = RetryPacing.forEver();
        private SecureRandom random = new SecureRandom();
        private @Nullable RandomGenerator jitter;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /** Sets the server, {@code http(s)://host[:port]}, the only one that the client connects to. */
        public Builder server(URI uri) {
            server = Origin.of(uri);
            return this;
        }

        /** Sets the enrolment token; needed until the data directory holds an enrolled client. */
        public Builder enrolmentToken(@Nullable String token) {
            enrolmentToken = token;
            return this;
        }

        /** Sets the directory of the key and unsent updates, which belongs to one client and server. */
        public Builder dataDirectory(Path directory) {
            dataDirectory = directory;
            return this;
        }

        /** Sets the one job to take part in; by default any that the server offers. */
        public Builder job(@Nullable JobId id) {
            job = id;
            return this;
        }

        /** Sets a display name. */
        public Builder name(@Nullable String text) {
            name = text;
            return this;
        }

        private List<String> allCodecs() {
            return Stream.concat(Codecs.names().stream(), extensions.names(ExtensionFamily.CODEC).stream())
                    .toList();
        }

        /** Sets the only schemes to be offered; by default all built-in ones and those that were added. */
        public Builder codecs(Collection<String> names) {
            codecs = List.copyOf(names);
            return this;
        }

        /** Adds a codec of the app's own. */
        public Builder with(Extension... others) {
            return with(Extensions.of(others));
        }

        /** Adds codecs of the app's own; extensions of other families do nothing at a client. */
        public Builder with(Extensions others) {
            extensions = extensions.and(others);
            return this;
        }

        /** Sets the largest model, in parameters, that this device trains. */
        public Builder maxParameters(long count) {
            maxParameters = count;
            return this;
        }

        /**
         * Sets the regularizers that the trainer adds to its gradient where {@link TrainingTask#regularizers} has them;
         * jobs with others are not offered. By default {@code proximal}; none for a trainer that looks at none.
         */
        public Builder regularizers(Collection<String> names) {
            regularizers = List.copyOf(names);
            return this;
        }

        public Builder listener(ProgressListener hears) {
            listener = hears;
            return this;
        }

        /** Replaces the secure random seeds; for tests and simulations only, since votes become predictable. */
        public Builder coins(CoinSource source) {
            coins = source;
            return this;
        }

        /** Replaces {@link UpdatePipeline#standard()}; for tests and attackers. */
        public Builder pipeline(UpdatePipeline way) {
            pipeline = way;
            return this;
        }

        /** Sets how long the server may hold a request for an offer open. */
        public Builder pollWait(Duration duration) {
            pollWait = duration;
            return this;
        }

        /**
         * Sets an HTTP client that is shared with other clients of this JVM and has a connect timeout of its own; by
         * default each client has its own, with a thread.
         *
         * @throws IllegalArgumentException when it follows redirects
         */
        public Builder http(HttpClient shared) {
            if (shared.followRedirects() != HttpClient.Redirect.NEVER) {
                throw new IllegalArgumentException("clients follow no redirects, was " + shared.followRedirects());
            }
            http = shared;
            return this;
        }

        public Builder connectTimeout(Duration duration) {
            connectTimeout = duration;
            return this;
        }

        /** Sets how long the server may take to begin an answer, besides the poll's wait. */
        public Builder requestTimeout(Duration duration) {
            requestTimeout = duration;
            return this;
        }

        public Builder retries(RetryPacing pauses) {
            pacing = pauses;
            return this;
        }

        Builder jitter(RandomGenerator generator) {
            jitter = generator;
            return this;
        }

        Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** @throws NullPointerException without server or data directory */
        public PsephosClient build() {
            SecureRandom secure = random;
            SecureSeeds seeds = new SecureSeeds();
            return new PsephosClient(new Settings(
                    Objects.requireNonNull(server, "server"),
                    enrolmentToken,
                    Objects.requireNonNull(dataDirectory, "data directory"),
                    job,
                    name,
                    new Capabilities(codecs == null ? allCodecs() : codecs, maxParameters, List.copyOf(regularizers)),
                    listener,
                    coins != null ? coins : offer -> seeds,
                    pipeline.knowing(extensions),
                    http,
                    pollWait,
                    connectTimeout,
                    requestTimeout,
                    pacing,
                    secure,
                    jitter != null ? jitter : secure,
                    clock));
        }
    }
}
