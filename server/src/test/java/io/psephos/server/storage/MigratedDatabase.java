package io.psephos.server.storage;

import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;

/** An H2 database in memory with all tables, there until its process ends or the last connection is closed. */
final class MigratedDatabase {
    private static final AtomicLong NUMBER = new AtomicLong();

    private MigratedDatabase() {}

    /** A source of connections without a pool; each is a new one. */
    static JdbcDataSource fresh() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:migrated" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1" + Storage.H2_OPTIONS);
        source.setUser("psephos");
        source.setPassword("");
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return source;
    }
}
