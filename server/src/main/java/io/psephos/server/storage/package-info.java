/** The journal and the identities in a database, H2 or PostgreSQL, by blocking JDBC. */
@NullMarked
package io.psephos.server.storage;

import org.jspecify.annotations.NullMarked;
