package io.psephos.server.security;

/** What a caller may do: people climb from viewer to admin, devices are clients and nothing else. */
public enum Role {
    CLIENT,
    VIEWER,
    OPERATOR,
    ADMIN;

    /** Whether whoever has this role may do what the other role may. */
    public boolean holds(Role other) {
        return this == other || (this != CLIENT && other != CLIENT && compareTo(other) > 0);
    }
}
