/**
 * What people call: jobs, their records and events, models of their own, invitations, the population, the audit log.
 * Paths, headers and bodies become calls, outcomes become statuses; nothing here knows what clients call.
 */
@NullMarked
package io.psephos.server.http.operator;

import org.jspecify.annotations.NullMarked;
