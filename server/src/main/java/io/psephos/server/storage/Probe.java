package io.psephos.server.storage;

import java.sql.SQLException;

/** A look at a database from outside of all calls. Blocks; one at a time. */
interface Probe {
    /**
     * Does what every call must be able to do.
     *
     * @param isDoubted whether it must be written, too, since calls failed lately
     * @throws StorageLostException when it will not work again in this process
     * @throws SQLException when it does not work, and may work later
     */
    void run(boolean isDoubted) throws SQLException;
}
