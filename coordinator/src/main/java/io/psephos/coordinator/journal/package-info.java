/** The port to the database, which is the truth: what is committed there has happened, all else is a cache. */
@NullMarked
package io.psephos.coordinator.journal;

import org.jspecify.annotations.NullMarked;
