/** Parsing, checking and writing of job files. */
@NullMarked
package io.psephos.coordinator.jobfile;

import org.jspecify.annotations.NullMarked;
