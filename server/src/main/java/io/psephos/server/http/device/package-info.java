/**
 * The calls of clients, from enrolment and tokens to offers, models, updates and metrics. Paths, headers and bodies
 * become calls, outcomes become statuses; nothing here knows what operators call.
 */
@NullMarked
package io.psephos.server.http.device;

import org.jspecify.annotations.NullMarked;
