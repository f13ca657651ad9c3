package io.psephos.server.storage;

/** The URL and credentials of a PostgreSQL database. */
public record PostgresAddress(String jdbcUrl, String user, String password) {

    public PostgresAddress {
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("a database URL must start with jdbc:postgresql:, was " + jdbcUrl);
        }
    }

    /** Without the password, which may also be a parameter of the URL. */
    @Override
    public String toString() {
        int parameters = jdbcUrl.indexOf('?');
        String place = parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters);
        return user.isEmpty() ? place : user + " at " + place;
    }
}
