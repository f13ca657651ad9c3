/** The {@code psephos} command: a server, a demonstration, a simulation, a client. */
@NullMarked
package io.psephos.cli;

import org.jspecify.annotations.NullMarked;
