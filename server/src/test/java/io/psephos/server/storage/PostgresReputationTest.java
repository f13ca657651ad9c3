package io.psephos.server.storage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@Tag("ci")
@EnabledIfEnvironmentVariable(named = PostgresForTests.URL, matches = ".+")
final class PostgresReputationTest extends ReputationContract {
    private final PostgresForTests postgres = new PostgresForTests();

    @Override
    Storage storage() {
        return postgres.storage();
    }

    @AfterEach
    void drop() {
        postgres.close();
    }
}
