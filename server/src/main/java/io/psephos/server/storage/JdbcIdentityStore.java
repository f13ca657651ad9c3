package io.psephos.server.storage;

import static io.psephos.server.storage.Columns.time;

import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.ClientId;
import io.psephos.server.security.Capabilities;
import io.psephos.server.security.ClientState;
import io.psephos.server.security.IdentityStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The identity store in a database. Unique keys decide races: the loser reads again and finds the winner's row. */
final class JdbcIdentityStore implements IdentityStore {
    private final Database database;
    private final JdbcClient jdbc;
    private final ClientTable clients;

    JdbcIdentityStore(Database database) {
        this.database = database;
        this.jdbc = JdbcClient.create(database.jdbc());
        this.clients = new ClientTable(database.jdbc());
    }

    @Override
    public boolean addToken(EnrolmentToken token, String actor) {
        return againAfterLosing(() -> addUnlessNameIsTaken(token, actor));
    }

    private boolean addUnlessNameIsTaken(EnrolmentToken token, String actor) {
        if (token.name() != null && clients.hasName(token.name())) {
            return false;
        }
        insert(token);
        audit(actor, "token-created", null, token.id(), token.createdAt());
        return true;
    }

    private void insert(EnrolmentToken token) {
        database.jdbc()
                .update(
                        """
                insert into enrolment_tokens (id, sha256, uses, used, created_at, expires_at, client_group, name,
                    revoked)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        token.id(),
                        token.sha256(),
                        token.uses(),
                        token.used(),
                        time(token.createdAt()),
                        time(token.expiresAt()),
                        token.group(),
                        token.name(),
                        token.revoked());
    }

    @Override
    public Optional<EnrolmentToken> tokenByHash(byte[] sha256) {
        return database.read(() -> jdbc.sql("select * from enrolment_tokens where sha256 = ?")
                .param(sha256)
                .query(JdbcIdentityStore::token)
                .optional());
    }

    @Override
    public List<EnrolmentToken> tokens() {
        return database.read(() -> jdbc.sql("select * from enrolment_tokens order by position")
                .query(JdbcIdentityStore::token)
                .list());
    }

    @Override
    public boolean revokeToken(String id, String actor, Instant now) {
        return database.write(() -> {
            Optional<EnrolmentToken> before = jdbc.sql("select * from enrolment_tokens where id = ? for update")
                    .param(id)
                    .query(JdbcIdentityStore::token)
                    .optional();
            if (before.isPresent() && !before.get().revoked()) {
                jdbc.sql("update enrolment_tokens set revoked = true where id = ?")
                        .param(id)
                        .update();
                audit(actor, "token-revoked", null, id, now);
            }
            return before.isPresent();
        });
    }

    @Override
    public Enrolled enrol(byte[] tokenSha256, EnrolledClient client, Instant now) {
        return againAfterLosing(() -> enrolOnce(tokenSha256, client, now));
    }

    private Enrolled enrolOnce(byte[] tokenSha256, EnrolledClient client, Instant now) {
        Optional<EnrolmentToken> token = lockToken(tokenSha256);
        if (token.isEmpty()
                || token.get().revoked()
                || !now.isBefore(token.get().expiresAt())) {
            return new Enrolled.InvalidToken();
        }
        Optional<EnrolledClient> owner = clients.byKey(client.publicKey());
        if (owner.isPresent() && Arrays.equals(owner.get().tokenSha256(), tokenSha256)) {
            return new Enrolled.Before(owner.get());
        }
        if (token.get().used() >= token.get().uses()) {
            return new Enrolled.InvalidToken();
        }
        if (owner.isPresent()) {
            return new Enrolled.KeyInUse();
        }
        if (client.fixedName() && client.name() != null && clients.hasName(client.name())) {
            return new Enrolled.NameInUse();
        }
        useUp(token.get());
        clients.insert(client);
        audit(client.id().value(), "enrolled", client.id(), token.get().id(), now);
        return new Enrolled.Done(client);
    }

    private Optional<EnrolmentToken> lockToken(byte[] sha256) {
        return jdbc.sql("select * from enrolment_tokens where sha256 = ? for update")
                .param(sha256)
                .query(JdbcIdentityStore::token)
                .optional();
    }

    private void useUp(EnrolmentToken token) {
        jdbc.sql("update enrolment_tokens set used = used + 1 where id = ?")
                .param(token.id())
                .update();
    }

    @Override
    public Optional<EnrolledClient> client(ClientId id) {
        return database.read(() -> clients.living(id));
    }

    @Override
    public Optional<EnrolledClient> clientByKey(byte[] publicKey) {
        return database.read(() -> clients.byKey(publicKey));
    }

    @Override
    public List<EnrolledClient> living() {
        return database.read(clients::living);
    }

    @Override
    public List<ListedClient> clients(long after, int limit) {
        return database.read(() -> clients.list(after, limit));
    }

    @Override
    public Rotated rotate(Rotation rotation, Instant now) {
        return againAfterLosing(() -> rotateOnce(rotation, now));
    }

    private Rotated rotateOnce(Rotation rotation, Instant now) {
        ClientId id = rotation.client();
        clients.lock(id);
        byte[] current = clients.living(id).map(EnrolledClient::publicKey).orElse(null);
        if (Arrays.equals(current, rotation.newKey())) {
            return Rotated.BEFORE;
        }
        if (!Arrays.equals(current, rotation.oldKey())) {
            return Rotated.OUTDATED;
        }
        if (clients.byKey(rotation.newKey()).isPresent()) {
            return Rotated.KEY_IN_USE;
        }
        if (rotation.proofs().stream().anyMatch(proof -> isRemembered(id, proof))) {
            return Rotated.REPLAYED;
        }
        rotation.proofs().forEach(proof -> remember(id, proof));
        clients.setKey(id, rotation.newKey());
        audit(id.value(), "key-rotated", id, "", now);
        return Rotated.DONE;
    }

    @Override
    public void equip(ClientId client, Capabilities capabilities) {
        database.write(() -> {
            clients.setCapabilities(client, capabilities);
            return null;
        });
    }

    @Override
    public Moved move(ClientId client, ClientState to, String actor, Instant now) {
        return database.write(() -> {
            Optional<ClientState> before = clients.lock(client);
            if (before.filter(to::equals).isPresent()) {
                return Moved.BEFORE;
            }
            if (before.isEmpty() || before.get() == ClientState.LEFT) {
                return Moved.UNKNOWN;
            }
            clients.setState(client, to);
            if (to == ClientState.LEFT) {
                clients.erase(client);
            }
            if (to != ClientState.QUARANTINED) {
                clients.forgetReputation(client);
            }
            audit(actor, to == ClientState.ACTIVE ? "restored" : to.word(), client, "", now);
            return Moved.DONE;
        });
    }

    @Override
    public boolean rememberAssertion(ClientId client, Jti jti, Instant now) {
        return againAfterLosing(() -> {
            if (isRemembered(client, jti)) {
                return false;
            }
            remember(client, jti);
            clients.see(client, now);
            return true;
        });
    }

    @Override
    public void rememberAdminToken(byte[] sha256, Instant now) {
        database.write(() -> {
            Optional<byte[]> before = jdbc.sql("select sha256 from admin_tokens order by position desc limit 1")
                    .query((row, number) -> row.getBytes("sha256"))
                    .optional();
            if (before.isEmpty() || !Arrays.equals(before.get(), sha256)) {
                jdbc.sql("insert into admin_tokens (sha256, seen_at) values (?, ?)")
                        .params(sha256, time(now))
                        .update();
                before.ifPresent(other -> audit("admin", "admin-token-rotated", null, "", now));
            }
            return null;
        });
    }

    private boolean isRemembered(ClientId client, Jti jti) {
        return jdbc.sql("select 1 from assertions where client = ? and jti = ?")
                .params(client.value(), jti.text())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private void remember(ClientId client, Jti jti) {
        jdbc.sql("insert into assertions (client, jti, expires_at) values (?, ?, ?)")
                .params(client.value(), jti.text(), time(jti.until()))
                .update();
    }

    private void audit(String actor, String action, @Nullable ClientId client, String detail, Instant at) {
        database.jdbc()
                .update(
                        "insert into audit (happened_at, actor, action, client, detail) values (?, ?, ?, ?, ?)",
                        time(at),
                        actor,
                        action,
                        Columns.textOrNull(client),
                        detail);
    }

    @Override
    public void forgetAssertions(Instant before) {
        database.write(() -> jdbc.sql("delete from assertions where expires_at < ?")
                .param(time(before))
                .update());
    }

    private <T> T againAfterLosing(Supplier<T> attempt) {
        try {
            return database.write(attempt);
        } catch (JournalException e) {
            if (e.getCause() instanceof DuplicateKeyException) {
                return database.write(attempt);
            }
            throw e;
        }
    }

    private static EnrolmentToken token(ResultSet row, int number) throws SQLException {
        return new EnrolmentToken(
                row.getString("id"),
                row.getBytes("sha256"),
                row.getInt("uses"),
                row.getInt("used"),
                time(row, "created_at"),
                time(row, "expires_at"),
                row.getString("client_group"),
                row.getString("name"),
                row.getBoolean("revoked"));
    }
}
