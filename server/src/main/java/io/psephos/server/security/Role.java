package io.psephos.server.security;

/** The role of a caller: viewer, operator and admin include one another in this order, client stands alone. */
public enum Role {
    CLIENT,
    VIEWER,
    OPERATOR,
    ADMIN;

    /** Whether this role includes the other one. */
    public boolean holds(Role other) {
        return this == other || (this != CLIENT && other != CLIENT && compareTo(other) > 0);
    }
}
