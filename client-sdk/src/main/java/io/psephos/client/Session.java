package io.psephos.client;

import io.psephos.protocol.ClientId;
import java.io.Closeable;
import java.util.Objects;

/** An open client: its locked data directory, and its calls once it is enrolled. */
final class Session implements Closeable {
    private static final System.Logger LOG = System.getLogger(PsephosClient.class.getName());

    private final Settings settings;
    private final HttpCalls exchanges;
    private final ServerClock clock;
    private final DataDirectory data;
    private final KeyFiles keys;
    private Identity identity;

    private Session(Settings settings, HttpCalls exchanges, DataDirectory data) {
        this.settings = settings;
        this.exchanges = exchanges;
        this.clock = new ServerClock(settings.clock());
        this.data = data;
        this.keys = new KeyFiles(data);
        this.identity = Identity.of(data, settings.server());
    }

    static Session open(Settings settings, Cancellation cancellation, ProgressListener listener) {
        DataDirectory data = DataDirectory.open(settings.dataDirectory());
        try {
            return new Session(settings, new HttpCalls(settings, cancellation, listener), data);
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    boolean isEnrolled() {
        return identity.isEnrolled();
    }

    void enrol(ProgressListener listener) {
        identity = new Enrolment(settings, exchanges, clock).enrol(identity, keys.current());
        identity.storeIn(data);
        listener.on(new Progress.Enrolled(client()));
    }

    /** Returns the calls of the enrolled client, after finishing key rotations and updating its capabilities. */
    CoordinatorApi api() {
        new KeyRotation(this, keys).finish();
        CoordinatorApi api = apiWith(keys.current());
        if (!settings.capabilities().equals(identity.capabilities())) {
            tellCapabilities(api);
        }
        return api;
    }

    void rotateKey() {
        new KeyRotation(this, keys).rotate();
    }

    /** Leaves the server and then empties the directory; succeeds where the server has forgotten the client already. */
    void leave() {
        if (isEnrolled()) {
            leaveServer();
        }
        data.delete(Identity.FILE);
        data.within("pending").clear();
        data.within("residuals").clear();
        keys.delete();
    }

    ClientId client() {
        return Objects.requireNonNull(identity.clientId());
    }

    String issuer() {
        return Objects.requireNonNull(identity.issuer());
    }

    ServerClock clock() {
        return clock;
    }

    String freshId() {
        return Jws.freshId(settings.random());
    }

    PendingUpdates pending() {
        return new PendingUpdates(data);
    }

    FileMemory memory(PendingUpdates pending) {
        return new FileMemory(data, pending.assignments(), settings.clock().instant());
    }

    CoordinatorApi apiWith(SigningKey key) {
        return new CoordinatorApi(settings, exchanges, tokensOf(key));
    }

    AccessTokens tokensOf(SigningKey key) {
        return new AccessTokens(identity, key, exchanges, clock, settings);
    }

    @Override
    public void close() {
        data.close();
    }

    private void leaveServer() {
        try {
            new KeyRotation(this, keys).finish();
            Answer answer = apiWith(keys.current()).leave(client());
            if (!answer.isSuccess()) {
                throw PsephosClientException.refused("the server refused to delete this client", answer);
            }
            tokensOf(keys.current()).current();
            throw new PsephosClientException("the server still knows this client, though the call to delete it was"
                    + " answered: something on the way did; call again");
        } catch (PsephosClientException e) {
            if (!e.isUnknownClient()) {
                throw e;
            }
        }
    }

    private void tellCapabilities(CoordinatorApi api) {
        Answer answer = api.capabilities(client(), settings.capabilities());
        if (answer.isSuccess()) {
            identity = identity.withCapabilities(settings.capabilities());
            identity.storeIn(data);
        } else {
            LOG.log(System.Logger.Level.WARNING, "the server refused the new capabilities: " + answer.summary());
        }
    }
}
