/** The port to the database, the source of truth: only what is committed there has happened, all else is a cache. */
@NullMarked
package io.psephos.coordinator.journal;

import org.jspecify.annotations.NullMarked;
