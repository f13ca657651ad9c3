/**
 * The wire that every call passes, whoever makes it: connections, bodies and their limits, who may call what, problems,
 * the way off the event loop, the text of the API. It knows neither the calls of clients nor those of operators.
 */
@NullMarked
package io.psephos.server.http.wire;

import org.jspecify.annotations.NullMarked;
