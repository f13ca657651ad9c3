package io.psephos.server.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class JdbcReputationTest extends ReputationContract {
    @TempDir
    private Path data;

    @Override
    Storage storage() {
        return Storage.inDirectory(data);
    }
}
