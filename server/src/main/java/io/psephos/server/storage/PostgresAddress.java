package io.psephos.server.storage;

/** Where a PostgreSQL database is and who we are there. */
public record PostgresAddress(String jdbcUrl, String user, String password) {

    public PostgresAddress {
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("a database URL must start with jdbc:postgresql:, was " + jdbcUrl);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }
}
