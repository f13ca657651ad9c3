package io.psephos.server.storage;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** An empty schema of the PostgreSQL database that the environment names, for as long as it is open. */
final class PostgresForTests implements AutoCloseable {
    /** A URL such as {@code jdbc:postgresql://localhost:5432/psephos?user=me&password=mine}. */
    static final String URL = "PSEPHOS_TEST_POSTGRES";

    private final String url = System.getenv(URL);
    private final String schema = "test_" + UUID.randomUUID().toString().replace("-", "");

    PostgresForTests() {
        execute("create schema " + schema);
    }

    Storage storage() {
        return Storage.postgres(new PostgresAddress(url + "&currentSchema=" + schema, "", ""));
    }

    /** A way to the database that a test can cut. */
    CutConnections way() {
        URI address = URI.create(url.substring("jdbc:".length()));
        return new CutConnections(address.getHost(), address.getPort() < 0 ? 5432 : address.getPort());
    }

    Storage storage(CutConnections way) {
        String over = url.replaceFirst("//[^/]+/", "//localhost:" + way.port() + "/");
        return Storage.postgres(new PostgresAddress(over + "&currentSchema=" + schema, "", ""));
    }

    /** Ends every session that holds a lock in this schema, as a restart of the database does. */
    void endAllSessions() {
        execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"
                + " and objid::bigint = (hashtext('" + schema + "')::bigint & 4294967295)");
    }

    /** Leaves what a server leaves that came between two connections of another one. */
    void beginAnotherTenure() {
        execute("update " + schema + ".tenure set id = 'another'");
    }

    @Override
    public void close() {
        execute("drop schema " + schema + " cascade");
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
