/** The coordinator over HTTP, as a Spring application. */
@NullMarked
package io.psephos.server;

import org.jspecify.annotations.NullMarked;
