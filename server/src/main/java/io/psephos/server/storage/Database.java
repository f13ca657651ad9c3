package io.psephos.server.storage;

import com.zaxxer.hikari.HikariDataSource;
import io.psephos.coordinator.journal.JournalException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with transactions, whose failures become {@link JournalException}s. */
final class Database {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final @Nullable String afterCommit;

    private Database(DataSource source, @Nullable String afterCommit) {
        this.jdbc = new JdbcTemplate(source);
        this.transaction = new TransactionTemplate(new Transactions(source));
        this.afterCommit = afterCommit;
    }

    /** Returns a database whose commits are durable when they return. */
    static Database of(DataSource source) {
        return new Database(source, null);
    }

    /**
     * Returns an H2 file database, which keeps commits in memory for a while. A checkpoint writes them out; the delay
     * itself stays on, because without one H2 (2.4) does no housekeeping, and the file only grows.
     */
    static Database ofH2File(DataSource source) {
        return new Database(source, "checkpoint");
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    /** Runs the work in a transaction and returns its result once it is durable. */
    <T extends @Nullable Object> T write(Supplier<T> work) {
        return translated(() -> {
            T result = transaction.execute(status -> work.get());
            if (afterCommit != null) {
                jdbc.execute(afterCommit);
            }
            return result;
        });
    }

    <T extends @Nullable Object> T read(Supplier<T> work) {
        return translated(() -> transaction.execute(status -> work.get()));
    }

    /**
     * Transactions whose rollback is certain. A connection that cannot roll back would commit what was done so far when
     * its auto-commit is put back, so it is closed for good instead.
     */
    private static final class Transactions extends JdbcTransactionManager {
        private static final long serialVersionUID = 1L;

        Transactions(DataSource source) {
            super(source);
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            try {
                super.doRollback(status);
            } catch (DataAccessException | TransactionException e) {
                JdbcTransactionObjectSupport begun = (JdbcTransactionObjectSupport) status.getTransaction();
                cut(begun.getConnectionHolder().getConnection());
                throw e;
            }
        }

        private void cut(Connection connection) {
            try {
                connection.unwrap(Connection.class).close();
            } catch (SQLException e) {
                logger.debug("a connection that could not roll back could not be closed either", e);
            }
            if (getDataSource() instanceof HikariDataSource pool) {
                pool.evictConnection(connection);
            }
        }
    }

    private static <T extends @Nullable Object> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessException | TransactionException e) {
            throw new JournalException("the database refused: " + e.getMessage(), e);
        }
    }
}
