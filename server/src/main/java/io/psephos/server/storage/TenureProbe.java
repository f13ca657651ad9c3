package io.psephos.server.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The probe of a PostgreSQL database, over a connection of its own, which never waits for one of the pool. */
final class TenureProbe implements Probe, AutoCloseable {
    private final DataSource connections;
    private volatile @Nullable Connection connection;

    TenureProbe(Tenure tenure) {
        this.connections = tenure.connections();
    }

    @Override
    public void run(boolean isDoubted) throws SQLException {
        Connection known = connection;
        Connection open = known == null ? connections.getConnection() : known;
        connection = open;
        try (Statement statement = open.createStatement()) {
            statement.execute(isDoubted ? "update tenure set id = id" : "select 1");
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** Does not wait for a probe that is running. */
    @Override
    public void close() throws SQLException {
        Connection last = connection;
        connection = null;
        if (last != null) {
            last.abort(Runnable::run);
        }
    }
}
