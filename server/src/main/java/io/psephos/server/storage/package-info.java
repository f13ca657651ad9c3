/** Blocking JDBC behind ports: the journal and the identities, on H2 or PostgreSQL. */
@NullMarked
package io.psephos.server.storage;

import org.jspecify.annotations.NullMarked;
