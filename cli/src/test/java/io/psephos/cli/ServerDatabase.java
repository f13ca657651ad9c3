package io.psephos.cli;

import io.psephos.server.storage.PostgresAddress;
import io.psephos.server.storage.Storage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** The database of a server in a process of its own, which a test opens once the server has ended. */
interface ServerDatabase {
    /** The variable that names a PostgreSQL database for tests, as {@code jdbc:postgresql://host:port/name?user=me}. */
    String POSTGRES = "PSEPHOS_TEST_POSTGRES";

    /** Environment variables that lead the server to it. */
    Map<String, String> environment();

    Storage open();

    /** The embedded database of a data directory. */
    static ServerDatabase embedded(Path data) {
        return new ServerDatabase() {
            @Override
            public Map<String, String> environment() {
                return Map.of();
            }

            @Override
            public Storage open() {
                return Storage.inDirectory(data);
            }
        };
    }

    /** An empty schema of the PostgreSQL database that the environment names. */
    static ServerDatabase postgres() {
        String database = System.getenv(POSTGRES);
        String schema = "killed_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        String url = database + "&currentSchema=" + schema;
        return new ServerDatabase() {
            @Override
            public Map<String, String> environment() {
                return Map.of("PSEPHOS_DATABASE_URL", url);
            }

            @Override
            public Storage open() {
                return Storage.postgres(new PostgresAddress(url, "", ""));
            }
        };
    }
}
