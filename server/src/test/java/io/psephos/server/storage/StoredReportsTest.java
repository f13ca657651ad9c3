package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static io.psephos.coordinator.journal.SampleEntries.startedRound;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.protocol.ClientReport;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reports in databases of versions that took an accuracy in percent. */
final class StoredReportsTest {
    @Test
    void whatTheirNamesCannotHaveIsLeftOut() {
        JdbcDataSource source = MigratedDatabase.fresh();
        JdbcJournal journal = new JdbcJournal(Database.of(source, new StorageCondition()), LargeValues.inRows(), 100);
        journal.commit(startedRound(1));
        journal.commit(List.of(new JournalEntry.MetricsReported(
                JOB, id(1), new ClientReport(Map.of("accuracy", 0.352, "loss", 2.5), List.of(0.5)))));
        int changed = new JdbcTemplate(source).update("update reports set body = replace(body, '0.352', '35.2')");

        assertThat(changed).isEqualTo(1);
        assertThat(journal.openRound(JOB).orElseThrow().reports())
                .containsOnly(Map.entry(id(1), new ClientReport(Map.of("loss", 2.5), List.of(0.5))));
    }
}
