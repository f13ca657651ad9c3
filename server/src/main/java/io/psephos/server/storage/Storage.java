package io.psephos.server.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.Records;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.security.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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

    private final HikariDataSource pool;
    private final Database database;
    private final LargeValues values;
    private final Durability durability;
    private final Runnable afterwards;

    private Storage(
            HikariDataSource pool, Database database, LargeValues values, Durability durability, Runnable afterwards) {
        this.pool = pool;
        this.database = database;
        this.values = values;
        this.durability = durability;
        this.afterwards = afterwards;
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
            HikariDataSource pool = connect(h2("jdbc:h2:async:" + file + H2_OPTIONS + H2_FILE_OPTIONS));
            return onH2File(pool, directory, mostInRow, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Storage onH2File(HikariDataSource pool, Path directory, int mostInRow, DirectoryLock lock) {
        try {
            claim(directory.resolve(H2_FILE));
            SegmentFiles files = SegmentFiles.in(directory.resolve(SEGMENTS));
            Database database = Database.ofH2File(pool);
            new SegmentSweep(database, files).run();
            LargeValues values = LargeValues.in(files, mostInRow);
            return new Storage(pool, database, values, Durability.PROCESS_CRASH, lock::close);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static void claim(Path file) {
        try {
            OwnerOnly.claimFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException("others can read " + file + ", and it cannot be changed", e);
        }
    }

    /** Opens an H2 database in memory that is lost once closed. */
    public static Storage inMemory() {
        HikariDataSource pool = connect(h2("jdbc:h2:mem:psephos" + IN_MEMORY.incrementAndGet() + H2_OPTIONS));
        return new Storage(pool, Database.of(pool), LargeValues.inRows(), Durability.MEMORY, () -> {});
    }

    /**
     * Opens a PostgreSQL database, as durable as its own settings make it.
     *
     * @throws StorageInUseException when another server is at work in its schema
     */
    public static Storage postgres(PostgresAddress address) {
        HikariConfig config = pool();
        config.setDataSource(Tenure.begin(address, Storage::migrate));
        config.setMinimumIdle(1);
        HikariDataSource pool = new HikariDataSource(config);
        return new Storage(pool, Database.of(pool), LargeValues.inRows(), durabilityOf(pool), () -> {});
    }

    /** Returns the journal of all jobs. */
    public Journal journal() {
        return journal(Journal.KEPT_EVENTS);
    }

    /** @param keptEvents newest events of each job to keep */
    public Journal journal(int keptEvents) {
        return new JdbcJournal(database, values, keptEvents);
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

    @Override
    public void close() {
        pool.close();
        values.close();
        afterwards.run();
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
