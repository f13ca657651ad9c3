package io.psephos.server.storage;

import com.zaxxer.hikari.HikariDataSource;
import io.psephos.coordinator.journal.JournalException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The connections to an H2 file. One that has failed is condemned: it is closed without another write, since its memory
 * may be ahead of its file or damaged, and nobody gets a connection before the probe has opened it again from what is on
 * disk and has written there.
 */
final class H2File extends DelegatingDataSource implements Probe, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(H2File.class.getName());

    /** Bytes that the disk must have room for before a condemned file is used again. */
    private static final int ROOM = 1 << 20;

    /** After so many failures in a row that only another process can mend, the file is given up. */
    private static final int MOST_HOPELESS = 3;

    /** H2's codes for a file that another process has open, and for want of memory. */
    private static final Set<Integer> HOPELESS = Set.of(90020, 90108);

    /** The tables whose column {@code position} ascends in the order of insertion. */
    private static final List<String> NUMBERED = List.of(
            "jobs", "assignments", "update_frames", "metrics", "audit", "enrolment_tokens", "clients", "admin_tokens");

    private final HikariDataSource pool;
    /**
     * Held shared by every transaction that writes, and alone by what writes commits out: H2 takes the roots of its maps
     * for that one after the other, and a transaction between two of them would be half in the file, with nothing to roll
     * it back by.
     */
    private final ReentrantReadWriteLock cut = new ReentrantReadWriteLock(true);

    private volatile @Nullable Opening current;
    private int hopeless;

    private H2File(HikariDataSource pool) {
        super(pool);
        this.pool = pool;
    }

    /** @throws JournalException when it cannot be opened */
    static H2File over(HikariDataSource pool) {
        H2File file = new H2File(pool);
        try {
            file.reopen();
            return file;
        } catch (SQLException e) {
            pool.close();
            throw new JournalException("the database cannot be opened: " + e.getMessage(), e);
        }
    }

    /** @throws SQLTransientConnectionException while the file is condemned */
    @Override
    public Connection getConnection() throws SQLException {
        if (current == null) {
            throw new SQLTransientConnectionException("the database has closed itself and is being opened again");
        }
        return pool.getConnection();
    }

    /** Keeps a connection that was given away from being given away again. */
    void evict(Connection connection) {
        pool.evictConnection(connection);
    }

    /**
     * Does work that commits, and returns its result once the commit is written out, with all that have committed by
     * then. H2 does it a while later by itself. The delay itself stays on, because without one H2 (2.4) does no
     * housekeeping, and the file only grows.
     *
     * @throws DataAccessResourceFailureException when it cannot be known to be on disk; the file is condemned then
     */
    <T extends @Nullable Object> T writtenOut(Supplier<T> work) {
        Opening opening = current;
        if (opening == null) {
            throw new DataAccessResourceFailureException("the database has closed itself and is being opened again");
        }
        long commit;
        T result;
        cut.readLock().lock();
        try {
            result = work.get();
            commit = opening.commits().incrementAndGet();
        } finally {
            cut.readLock().unlock();
        }
        cut.writeLock().lock();
        try {
            opening.writeOut(commit);
        } catch (SQLException | RuntimeException | Error e) {
            condemn();
            throw new DataAccessResourceFailureException("a commit was not written out", e);
        } finally {
            cut.writeLock().unlock();
        }
        return result;
    }

    /** Condemns the file for a failure, unless there merely was no connection to be had. */
    void failed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return;
            }
        }
        condemn();
    }

    private synchronized void condemn() {
        Opening last = current;
        current = null;
        if (last != null) {
            last.end("shutdown immediately");
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    @Override
    public void run(boolean isDoubted) throws SQLException {
        Opening opening = current;
        try {
            if (opening == null) {
                reopen();
            } else if (isDoubted) {
                cut.writeLock().lock();
                try {
                    opening.look(true);
                } finally {
                    cut.writeLock().unlock();
                }
            } else {
                opening.look(false);
            }
            hopeless = 0;
        } catch (SQLException | RuntimeException | Error e) {
            condemn();
            hopeless = e instanceof SQLException sql && HOPELESS.contains(sql.getErrorCode()) ? hopeless + 1 : 0;
            if (hopeless == MOST_HOPELESS) {
                throw new StorageLostException("the embedded database closed itself and cannot be opened again");
            }
            throw e;
        }
    }

    private void reopen() throws SQLException {
        Opening opening = new Opening(open(), open());
        try {
            opening.look(true);
            opening.numberOn();
            current = opening;
        } catch (SQLException | RuntimeException | Error e) {
            opening.end("shutdown immediately");
            throw e;
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    @Override
    public void close() {
        Opening last = current;
        pool.close();
        if (last != null) {
            last.end("select 1");
        }
    }

    /**
     * The time from an opening of the file to its closing, by whomever: connections that were made in it end with it, and
     * none after it works. So whatever was committed in an opening is written out by it or by nobody.
     *
     * @param writing writes commits out
     * @param looking is free while others write
     * @param commits how many there were
     * @param written how many of them are written out
     */
    private record Opening(Connection writing, Connection looking, AtomicLong commits, AtomicLong written) {

        Opening(Connection writing, Connection looking) {
            this(writing, looking, new AtomicLong(), new AtomicLong());
        }

        /** Writes out what has committed, unless somebody did it for that commit, too. */
        void writeOut(long commit) throws SQLException {
            if (written.get() < commit) {
                long all = commits.get();
                try (Statement statement = writing.createStatement()) {
                    statement.execute("checkpoint");
                }
                written.set(all);
            }
        }

        void look(boolean isDoubted) throws SQLException {
            try (Statement statement = looking.createStatement()) {
                if (isDoubted) {
                    write(statement);
                } else {
                    statement.execute("select 1");
                }
            }
        }

        /**
         * Lets numbers of new rows go on after those that are there: of a process that was killed H2 (2.4) may have kept
         * a row and not that its number was taken, where two sessions took numbers at the same time.
         */
        void numberOn() throws SQLException {
            try (Statement statement = looking.createStatement()) {
                for (String table : NUMBERED) {
                    long newest;
                    try (ResultSet row = statement.executeQuery("select coalesce(max(position), 0) from " + table)) {
                        row.next();
                        newest = row.getLong(1);
                    }
                    statement.execute("alter table " + table + " alter column position restart with " + (newest + 1));
                }
            }
        }

        /** Writes what is rolled back again, and leaves nothing but the certainty that the file can grow. */
        private void write(Statement statement) throws SQLException {
            looking.setAutoCommit(false);
            try (PreparedStatement insert = looking.prepareStatement(
                    "insert into admin_tokens (sha256, seen_at) values (?, current_timestamp)")) {
                insert.setBytes(1, new byte[ROOM]);
                insert.executeUpdate();
                statement.execute("checkpoint");
            }
            looking.rollback();
            looking.setAutoCommit(true);
        }

        /** Where H2 has closed itself already, nothing is left to be closed. */
        void end(String last) {
            try (writing;
                    looking;
                    Statement statement = looking.createStatement()) {
                statement.execute(last);
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "the database has closed itself", e);
            }
        }
    }
}
