package io.psephos.server.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.Records;
import io.psephos.protocol.Extensions;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.security.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An open database that holds the journal and the identities until it is closed. */
public final class Storage implements AutoCloseable {
    static final String H2_OPTIONS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;LOCK_TIMEOUT=10000";
    private static final String H2_FILE_OPTIONS = ";DB_CLOSE_ON_EXIT=FALSE;RETENTION_TIME=1000;TRACE_LEVEL_FILE=0";
    private static final String SEGMENTS = "segments";
    private static final String NAME = "psephos";
    static final String H2_FILE = NAME + ".mv.db";
    private static final int CONNECTIONS = 8;
    private static final int CONNECTION_TIMEOUT_MILLIS = 5_000;
    private static final AtomicLong IN_MEMORY = new AtomicLong();

    private final Database database;
    private final LargeValues values;
    private final Durability durability;
    private final StorageCondition condition;
    private final StorageWatch watch;
    private final Runnable closing;

    private Storage(
            Database database,
            LargeValues values,
            Durability durability,
            StorageCondition condition,
            Probe probe,
            Runnable closing) {
        this.database = database;
        this.values = values;
        this.durability = durability;
        this.condition = condition;
        this.watch = StorageWatch.start(probe, condition);
        this.closing = closing;
    }

    /**
     * Opens the H2 database of a data directory, creating it where it is missing; it survives a crash of the process.
     *
     * @throws StorageInUseException when somebody has the directory open
     */
    public static Storage inDirectory(Path directory) {
        return inDirectory(directory, LargeValues.MOST_IN_ROW);
    }

    /** @param mostInRow bytes of the largest value that stays in a row of the database */
    static Storage inDirectory(Path directory, int mostInRow) {
        String file = directory.toAbsolutePath().resolve(NAME).toString();
        if (file.indexOf(';') >= 0) {
            throw new IllegalArgumentException("a data directory must not have ';' in its path, was " + directory);
        }
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            shutOthersOut(directory.resolve(H2_FILE));
            HikariConfig config = h2("jdbc:h2:async:" + file + H2_OPTIONS + H2_FILE_OPTIONS);
            config.setMinimumIdle(0); // A pool that fills itself would open a condemned file behind our back.
            return onH2File(H2File.over(connect(config)), directory, mostInRow, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Storage onH2File(H2File h2, Path directory, int mostInRow, DirectoryLock lock) {
        try {
            SegmentFiles files = SegmentFiles.in(directory.resolve(SEGMENTS));
            StorageCondition condition = new StorageCondition();
            Database database = Database.of(h2, condition);
            new SegmentSweep(database, files).run();
            LargeValues values = LargeValues.in(files, mostInRow);
            return new Storage(database, values, Durability.PROCESS_CRASH, condition, h2, () -> {
                h2.close();
                lock.close();
            });
        } catch (RuntimeException e) {
            h2.close();
            throw e;
        }
    }

    /** H2 takes an empty file for a new database, and would make one that others can read. */
    private static void shutOthersOut(Path file) {
        try {
            OwnerOnly.createFile(file);
            OwnerOnly.claimFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be made, or cannot be made its owner's alone", e);
        }
    }

    /** Opens an H2 database in memory that is lost once closed. */
    public static Storage inMemory() {
        HikariDataSource pool = connect(h2("jdbc:h2:mem:psephos" + IN_MEMORY.incrementAndGet() + H2_OPTIONS));
        StorageCondition condition = new StorageCondition();
        return new Storage(
                Database.of(pool, condition),
                LargeValues.inRows(),
                Durability.MEMORY,
                condition,
                doubted -> look(pool),
                pool::close);
    }

    /** A database in memory that has closed itself is a new and empty one when it is opened again. */
    private static void look(DataSource memory) throws SQLException {
        try (Connection connection = memory.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1 from tenure");
        } catch (SQLSyntaxErrorException e) {
            throw new StorageLostException("the database in memory closed itself");
        }
    }

    /**
     * Opens a PostgreSQL database, as durable as its own settings make it.
     *
     * @throws StorageInUseException when another server is at work in its schema
     */
    public static Storage postgres(PostgresAddress address) {
        HikariConfig config = pool();
        Tenure tenure = Tenure.begin(address, Storage::migrate);
        config.setDataSource(tenure.connections());
        config.setMinimumIdle(1);
        HikariDataSource pool = new HikariDataSource(config);
        StorageCondition condition = new StorageCondition();
        TenureProbe probe = new TenureProbe(tenure);
        Runnable closing = () -> {
            try (pool) {
                probe.close();
            } catch (SQLException e) {
                throw new JournalException("the database cannot be left: " + e.getMessage(), e);
            }
        };
        return new Storage(
                Database.of(pool, condition), LargeValues.inRows(), durabilityOf(pool), condition, probe, closing);
    }

    /** Returns the journal of all jobs. */
    public Journal journal() {
        return journal(Journal.KEPT_EVENTS, Extensions.NONE);
    }

    /**
     * Returns the journal of all jobs.
     *
     * @param keptEvents newest events of each job to keep
     * @param extensions that jobs may name
     */
    public Journal journal(int keptEvents, Extensions extensions) {
        return new JdbcJournal(database, values, keptEvents, extensions);
    }

    /** Returns the read-only view of the journal. */
    public Records records() {
        return new JdbcJournal(database, values, Journal.KEPT_EVENTS);
    }

    /** Returns the store of clients, tokens and assertions. */
    public IdentityStore identities() {
        return new JdbcIdentityStore(database);
    }

    /** Returns the failure that a commit here survives. */
    public Durability durability() {
        return durability;
    }

    /** Returns whether the database works at the moment. */
    public StorageCondition condition() {
        return condition;
    }

    @Override
    public void close() {
        watch.close();
        closing.run();
        values.close();
    }

    /**
     * Returns the pool configuration for H2, which closes a database with its last connection, so that one is always
     * kept.
     */
    private static HikariConfig h2(String url) {
        HikariConfig config = pool();
        config.setJdbcUrl(url);
        config.setUsername("psephos");
        config.setPassword("");
        config.setMaxLifetime(0);
        return config;
    }

    private static HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("psephos");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        return config;
    }

    private static HikariDataSource connect(HikariConfig config) {
        HikariDataSource database = new HikariDataSource(config);
        try {
            migrate(database);
            return database;
        } catch (JournalException e) {
            database.close();
            throw e;
        }
    }

    private static void migrate(DataSource database) {
        try {
            Flyway.configure(Storage.class.getClassLoader())
                    .dataSource(database)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new JournalException("the tables cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    private static Durability durabilityOf(HikariDataSource postgres) {
        JdbcClient jdbc = JdbcClient.create(postgres);
        try {
            boolean forced =
                    !"off".equals(setting(jdbc, "fsync")) && !"off".equals(setting(jdbc, "synchronous_commit"));
            return forced ? Durability.POWER_LOSS : Durability.PROCESS_CRASH;
        } catch (DataAccessException e) {
            postgres.close();
            throw new JournalException("the database does not tell its settings: " + e.getMessage(), e);
        }
    }

    private static String setting(JdbcClient jdbc, String name) {
        return jdbc.sql("select current_setting(?)")
                .param(name)
                .query(String.class)
                .single();
    }
}
