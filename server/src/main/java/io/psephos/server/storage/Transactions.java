package io.psephos.server.storage;

import io.psephos.coordinator.journal.JournalException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** One database transaction around a piece of work; whatever the database refuses becomes a {@link JournalException}. */
final class Transactions {
    private final TransactionTemplate template;

    Transactions(DataSource database) {
        this.template = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    void run(Runnable work) {
        translated(() -> {
            template.executeWithoutResult(status -> work.run());
            return null;
        });
    }

    <T extends @Nullable Object> T call(Supplier<T> work) {
        return translated(() -> template.execute(status -> work.get()));
    }

    private static <T extends @Nullable Object> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessException | TransactionException e) {
            throw new JournalException("the database refused: " + e.getMessage(), e);
        }
    }
}
