package io.psephos.server.storage;

import io.psephos.coordinator.journal.JournalException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The right of one server to a PostgreSQL schema. It is won while no other server has a connection, and every
 * connection of a server holds a shared advisory lock on the schema and has seen that the tenure is still its own; so no
 * two servers can ever commit side by side, whichever connections the network cuts.
 *
 * <p>Advisory locks belong to sessions: a pooler between server and database must pool by session.
 */
final class Tenure {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long RETRY_MILLIS = 200;
    /** The first half of the lock's name; the second is the schema's. */
    private static final int SPACE = 0x70736570;

    private static final String KEY = "(" + SPACE + ", hashtext(current_schema()))";
    /** A peer that is gone without a word is noticed after a minute, and not after two hours. */
    private static final String KEEP_ALIVE =
            "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3";

    private final DataSource database;
    private final String id = UUID.randomUUID().toString();

    private Tenure(DataSource database) {
        this.database = database;
    }

    /**
     * Wins the schema, runs the migrations while nobody else can, and returns the tenure. A server that has
     * just been killed is waited for, since its sessions end a moment later.
     *
     * @throws StorageInUseException when another server is at work there
     */
    static Tenure begin(PostgresAddress address, Consumer<DataSource> migrations) {
        DriverManagerDataSource database = new DriverManagerDataSource(address.jdbcUrl());
        if (!address.user().isEmpty()) {
            database.setUsername(address.user());
            database.setPassword(address.password());
        }
        Tenure tenure = new Tenure(database);
        try (Connection gate = database.getConnection()) {
            tenure.win(gate, address);
            migrations.accept(database);
            tenure.begin(gate);
        } catch (SQLException e) {
            throw new JournalException("the database cannot be opened: " + e.getMessage(), e);
        }
        return tenure;
    }

    private void win(Connection gate, PostgresAddress address) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isTrue(gate, "select pg_try_advisory_lock" + KEY)) {
            if (System.nanoTime() > end) {
                throw new StorageInUseException(address, holder(gate));
            }
            pause();
        }
    }

    private void begin(Connection gate) throws SQLException {
        gate.setAutoCommit(false);
        try (PreparedStatement end = gate.prepareStatement("delete from tenure");
                PreparedStatement begin = gate.prepareStatement("insert into tenure (id) values (?)")) {
            end.executeUpdate();
            begin.setString(1, id);
            begin.executeUpdate();
            gate.commit();
        }
        // A session that is closed holds its locks a moment longer, in which no connection could join.
        execute(gate, "select pg_advisory_unlock_all()");
        gate.commit();
    }

    DataSource connections() {
        return new DelegatingDataSource(database) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                try {
                    join(connection);
                    return connection;
                } catch (SQLException | RuntimeException e) {
                    connection.close();
                    throw e;
                }
            }
        };
    }

    /** Takes the shared lock first, so that nobody can win the schema between the look at the tenure and a commit. */
    private void join(Connection connection) throws SQLException {
        execute(connection, KEEP_ALIVE);
        if (!isTrue(connection, "select pg_try_advisory_lock_shared" + KEY)) {
            throw new SQLException("another server is about to take over the database");
        }
        try (PreparedStatement query = connection.prepareStatement("select 1 from tenure where id = ?")) {
            query.setString(1, id);
            try (ResultSet mine = query.executeQuery()) {
                if (!mine.next()) {
                    throw new StorageLostException("another server has taken over the database; stop this one");
                }
            }
        }
    }

    private static String holder(Connection gate) throws SQLException {
        String who = "select coalesce(host(a.client_addr), 'this machine') || ', backend ' || a.pid from pg_locks l"
                + " join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory' and l.granted"
                + " and l.classid::bigint = " + SPACE
                + " and l.objid::bigint = (hashtext(current_schema())::bigint & 4294967295)"
                + " and a.datname = current_database() order by a.backend_start limit 1";
        try (PreparedStatement query = gate.prepareStatement(who);
                ResultSet found = query.executeQuery()) {
            return found.next() ? found.getString(1) : "just gone";
        }
    }

    private static boolean isTrue(Connection connection, String question) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(question);
                ResultSet answer = query.executeQuery()) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("interrupted while another server had the database", e);
        }
    }
}
