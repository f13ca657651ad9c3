package io.psephos.server.storage;

import com.zaxxer.hikari.HikariDataSource;
import io.psephos.coordinator.journal.JournalException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A database with transactions, whose failures become {@link JournalException}s. Before a caller hears of a failure of
 * the database, as opposed to one of its statement, the {@link StorageCondition} and the file have been told.
 */
final class Database {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final StorageCondition condition;
    private final @Nullable H2File file;

    private Database(DataSource source, StorageCondition condition, @Nullable H2File file) {
        this.jdbc = new JdbcTemplate(source);
        this.transaction = new TransactionTemplate(new Transactions(source));
        this.condition = condition;
        this.file = file;
    }

    /** Returns a database whose commits are durable when they return. */
    static Database of(DataSource source, StorageCondition condition) {
        return new Database(source, condition, null);
    }

    /** Returns an H2 file database, whose commits are written out by a call of their own. */
    static Database of(H2File file, StorageCondition condition) {
        return new Database(file, condition, file);
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    /** Runs the work in a transaction and returns its result once it is durable. */
    <T extends @Nullable Object> T write(Supplier<T> work) {
        long begun = condition.writeBegins();
        try {
            return translated(() -> file == null ? transacted(work) : file.writtenOut(() -> transacted(work)));
        } finally {
            condition.writeEnds(begun);
        }
    }

    <T extends @Nullable Object> T read(Supplier<T> work) {
        return translated(() -> transacted(work));
    }

    private <T extends @Nullable Object> T transacted(Supplier<T> work) {
        return transaction.execute(status -> work.get());
    }

    private <T extends @Nullable Object> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessException | TransactionException e) {
            if (isOfStorage(e)) {
                failed(e);
            }
            throw new JournalException("the database refused: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            condition.failed(e);
            throw new JournalException(String.valueOf(e.getMessage()), e);
        } catch (OutOfMemoryError e) {
            failed(e);
            throw new JournalException("memory ran out", e);
        }
    }

    private void failed(Throwable failure) {
        condition.failed(failure);
        if (file != null) {
            file.failed(failure);
        }
    }

    /** Whether the database failed, and not a statement that it refused. */
    private static boolean isOfStorage(RuntimeException failure) {
        return failure instanceof NonTransientDataAccessResourceException
                || failure instanceof TransientDataAccessResourceException
                || failure instanceof UncategorizedDataAccessException
                || failure instanceof TransactionException;
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
            } else if (getDataSource() instanceof H2File file) {
                file.evict(connection);
            }
        }
    }
}
