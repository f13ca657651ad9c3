package io.psephos.server.storage;

/** The URL and credentials of a PostgreSQL database. */
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
