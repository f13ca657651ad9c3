package io.psephos.server.storage;

import static io.psephos.server.storage.Columns.json;
import static io.psephos.server.storage.Columns.time;

import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.ClientId;
import io.psephos.server.security.IdentityStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Identities in tables. Unique keys have the last word: whoever loses a race against one looks again, and finds what
 * the winner left.
 */
final class JdbcIdentityStore implements IdentityStore {
    private final Database database;
    private final JdbcClient jdbc;

    JdbcIdentityStore(Database database) {
        this.database = database;
        this.jdbc = JdbcClient.create(database.jdbc());
    }

    @Override
    public boolean addToken(EnrolmentToken token) {
        return againAfterLosing(() -> addUnlessNameIsTaken(token));
    }

    private boolean addUnlessNameIsTaken(EnrolmentToken token) {
        if (token.name() != null) {
            jdbc.sql("update enrolment_tokens set reserved_name = null where reserved_name = ? and expires_at <= ?")
                    .params(token.name(), time(token.createdAt()))
                    .update();
            if (isTaken(token.name()) || isReserved(token.name())) {
                return false;
            }
        }
        insert(token);
        return true;
    }

    private void insert(EnrolmentToken token) {
        boolean live = !token.revoked() && token.used() < token.uses();
        database.jdbc()
                .update(
                        """
                insert into enrolment_tokens (id, sha256, uses, used, created_at, expires_at, client_group, name,
                    reserved_name, revoked)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        token.id(),
                        token.sha256(),
                        token.uses(),
                        token.used(),
                        time(token.createdAt()),
                        time(token.expiresAt()),
                        token.group(),
                        token.name(),
                        live ? token.name() : null,
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
    public boolean revokeToken(String id) {
        return database.write(
                () -> jdbc.sql("update enrolment_tokens set revoked = true, reserved_name = null where id = ?")
                                .param(id)
                                .update()
                        == 1);
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
        Optional<EnrolledClient> owner = livingByKey(client.publicKey());
        if (owner.isPresent() && Arrays.equals(owner.get().tokenSha256(), tokenSha256)) {
            return new Enrolled.Before(owner.get());
        }
        if (token.get().used() >= token.get().uses()) {
            return new Enrolled.InvalidToken();
        }
        if (owner.isPresent()) {
            return new Enrolled.KeyInUse();
        }
        if (client.fixedName() && client.name() != null && isTaken(client.name())) {
            return new Enrolled.NameInUse();
        }
        useUp(token.get());
        insert(client);
        return new Enrolled.Done(client);
    }

    private Optional<EnrolmentToken> lockToken(byte[] sha256) {
        return jdbc.sql("select * from enrolment_tokens where sha256 = ? for update")
                .param(sha256)
                .query(JdbcIdentityStore::token)
                .optional();
    }

    private void useUp(EnrolmentToken token) {
        jdbc.sql("""
                update enrolment_tokens set used = used + 1,
                    reserved_name = case when used + 1 < uses then reserved_name end
                where id = ?""").param(token.id()).update();
    }

    private void insert(EnrolledClient client) {
        database.jdbc()
                .update(
                        """
                insert into clients (id, public_key, living_key, token_sha256, client_group, name, fixed_name,
                    living_name, codecs, max_parameters, enrolled_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        client.id().value(),
                        client.publicKey(),
                        client.publicKey(),
                        client.tokenSha256(),
                        client.group(),
                        client.name(),
                        client.fixedName(),
                        client.fixedName() ? client.name() : null,
                        json(client.codecs()),
                        client.maxParameters(),
                        time(client.enrolledAt()));
    }

    private boolean isTaken(String name) {
        return exists("select 1 from clients where living_name = ?", name);
    }

    private boolean isReserved(String name) {
        return exists("select 1 from enrolment_tokens where reserved_name = ?", name);
    }

    private boolean exists(String sql, String name) {
        return jdbc.sql(sql).param(name).query(Integer.class).optional().isPresent();
    }

    private Optional<EnrolledClient> livingByKey(byte[] publicKey) {
        return jdbc.sql("select * from clients where living_key = ?")
                .param(publicKey)
                .query(JdbcIdentityStore::client)
                .optional();
    }

    @Override
    public Optional<EnrolledClient> client(ClientId id) {
        return database.read(() -> jdbc.sql("select * from clients where id = ? and living_key is not null")
                .param(id.value())
                .query(JdbcIdentityStore::client)
                .optional());
    }

    @Override
    public Optional<EnrolledClient> clientByKey(byte[] publicKey) {
        return database.read(() -> livingByKey(publicKey));
    }

    @Override
    public List<EnrolledClient> living() {
        return database.read(() -> jdbc.sql("select * from clients where living_key is not null order by position")
                .query(JdbcIdentityStore::client)
                .list());
    }

    @Override
    public boolean rememberAssertion(ClientId client, String jti, Instant until) {
        try {
            database.write(() -> jdbc.sql("insert into assertions (client, jti, expires_at) values (?, ?, ?)")
                    .params(client.value(), jti, time(until))
                    .update());
            return true;
        } catch (JournalException e) {
            if (e.getCause() instanceof DuplicateKeyException) {
                return false;
            }
            throw e;
        }
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

    private static EnrolledClient client(ResultSet row, int number) throws SQLException {
        return new EnrolledClient(
                new ClientId(row.getString("id")),
                row.getBytes("public_key"),
                row.getBytes("token_sha256"),
                row.getString("client_group"),
                row.getString("name"),
                row.getBoolean("fixed_name"),
                List.of(json(row, "codecs", String[].class)),
                row.getLong("max_parameters"),
                time(row, "enrolled_at"));
    }
}
