/**
 * What every call passes: connections, bodies and their limits, authorization, problem answers, blocking calls, the API
 * description. It knows neither the calls of clients nor those of operators.
 */
@NullMarked
package io.psephos.server.http.wire;

import org.jspecify.annotations.NullMarked;
