package io.psephos.server.storage;

import static io.psephos.server.storage.Columns.json;
import static io.psephos.server.storage.Columns.jsonOrNull;
import static io.psephos.server.storage.Columns.time;

import io.psephos.protocol.ClientId;
import io.psephos.server.security.Capabilities;
import io.psephos.server.security.ClientState;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import io.psephos.server.security.IdentityStore.ListedClient;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of clients; every call must be in a transaction. */
final class ClientTable {
    private static final String LIVING = " state <> 'left'";

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    ClientTable(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    void insert(EnrolledClient client) {
        template.update(
                """
                insert into clients (id, state, public_key, key_number, token_sha256, client_group, name, fixed_name,
                    living_name, codecs, max_parameters, regularizers, enrolled_at, last_seen_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                client.id().value(),
                client.state().word(),
                client.publicKey(),
                client.keyNumber(),
                client.tokenSha256(),
                client.group(),
                client.name(),
                client.fixedName(),
                client.fixedName() ? client.name() : null,
                json(client.capabilities().codecs()),
                client.capabilities().maxParameters(),
                jsonOrNull(client.capabilities().regularizers()),
                time(client.enrolledAt()),
                time(client.lastSeenAt()));
    }

    Optional<EnrolledClient> living(ClientId id) {
        return jdbc.sql("select * from clients where id = ? and" + LIVING)
                .param(id.value())
                .query(ClientTable::client)
                .optional();
    }

    Optional<EnrolledClient> byKey(byte[] publicKey) {
        return jdbc.sql("select * from clients where public_key = ?")
                .param(publicKey)
                .query(ClientTable::client)
                .optional();
    }

    /** Returns every client that has not left, oldest first. */
    List<EnrolledClient> living() {
        return jdbc.sql("select * from clients where" + LIVING + " order by position")
                .query(ClientTable::client)
                .list();
    }

    List<ListedClient> list(long after, int limit) {
        return jdbc.sql("select * from clients where position > ? order by position limit ?")
                .params(after, limit)
                .query(ClientTable::listed)
                .list();
    }

    boolean hasName(String name) {
        return jdbc.sql("select 1 from clients where living_name = ?")
                .param(name)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Returns the client's state and locks its row until the transaction ends. */
    Optional<ClientState> lock(ClientId id) {
        return jdbc.sql("select state from clients where id = ? for update")
                .param(id.value())
                .query(String.class)
                .optional()
                .map(ClientState::of);
    }

    void setKey(ClientId id, byte[] publicKey) {
        jdbc.sql("update clients set public_key = ?, key_number = key_number + 1 where id = ?")
                .params(publicKey, id.value())
                .update();
    }

    void setCapabilities(ClientId id, Capabilities able) {
        template.update(
                "update clients set codecs = ?, max_parameters = ?, regularizers = ? where id = ? and" + LIVING,
                json(able.codecs()),
                able.maxParameters(),
                jsonOrNull(able.regularizers()),
                id.value());
    }

    void setState(ClientId id, ClientState state) {
        jdbc.sql("update clients set state = ? where id = ?")
                .params(state.word(), id.value())
                .update();
    }

    void erase(ClientId id) {
        jdbc.sql("""
                update clients set public_key = null, token_sha256 = null, name = null, living_name = null,
                    codecs = null, max_parameters = null, regularizers = null
                where id = ?""").param(id.value()).update();
    }

    /** Resets the client's reputation. */
    void forgetReputation(ClientId id) {
        jdbc.sql("delete from reputations where client = ?").param(id.value()).update();
    }

    void see(ClientId id, Instant now) {
        jdbc.sql("update clients set last_seen_at = ? where id = ?")
                .params(time(now), id.value())
                .update();
    }

    private static EnrolledClient client(ResultSet row, int number) throws SQLException {
        return new EnrolledClient(
                new ClientId(row.getString("id")),
                ClientState.of(row.getString("state")),
                row.getBytes("public_key"),
                row.getInt("key_number"),
                row.getBytes("token_sha256"),
                row.getString("client_group"),
                row.getString("name"),
                row.getBoolean("fixed_name"),
                capabilities(row),
                time(row, "enrolled_at"),
                time(row, "last_seen_at"));
    }

    private static Capabilities capabilities(ResultSet row) throws SQLException {
        return new Capabilities(
                List.of(json(row, "codecs", String[].class)),
                row.getLong("max_parameters"),
                row.getString("regularizers") == null ? null : List.of(json(row, "regularizers", String[].class)));
    }

    private static ListedClient listed(ResultSet row, int number) throws SQLException {
        return new ListedClient(
                row.getLong("position"),
                new ClientId(row.getString("id")),
                ClientState.of(row.getString("state")),
                row.getString("client_group"),
                row.getString("name"),
                time(row, "enrolled_at"),
                time(row, "last_seen_at"));
    }
}
