package io.psephos.server.storage;

import java.nio.file.Path;

/** The exception for a data directory or a database that another running server has locked. */
public final class StorageInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StorageInUseException(Path directory) {
        super("data directory " + directory + " is in use by another running server");
    }

    /** @param holder address and backend of the other server */
    StorageInUseException(PostgresAddress database, String holder) {
        super("database " + database + " is in use by another running server (" + holder + ")");
    }
}
