package io.psephos.server.storage;

import java.sql.SQLException;

/** The exception for a database that this process will never get back. */
final class StorageLostException extends SQLException {
    private static final long serialVersionUID = 1L;

    StorageLostException(String message) {
        super(message);
    }
}
