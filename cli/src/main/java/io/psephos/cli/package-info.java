/** The {@code psephos} command: server, demonstration, simulation, lab, client, tokens. */
@NullMarked
package io.psephos.cli;

import org.jspecify.annotations.NullMarked;
