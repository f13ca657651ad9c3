/**
 * The calls of operators: jobs, their records and events, uploaded models, invitations, clients, the audit log. Paths,
 * headers and bodies become calls, outcomes become statuses; nothing here knows what clients call.
 */
@NullMarked
package io.psephos.server.http.operator;

import org.jspecify.annotations.NullMarked;
