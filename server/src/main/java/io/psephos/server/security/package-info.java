/** Authentication and membership: enrolment, tokens, roles, quarantine. */
@NullMarked
package io.psephos.server.security;

import org.jspecify.annotations.NullMarked;
