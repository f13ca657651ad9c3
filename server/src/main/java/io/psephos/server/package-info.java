/** The coordinator's HTTP server, a Spring application. */
@NullMarked
package io.psephos.server;

import org.jspecify.annotations.NullMarked;
