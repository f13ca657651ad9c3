/** Who calls: enrolment, tokens, roles. */
@NullMarked
package io.psephos.server.security;

import org.jspecify.annotations.NullMarked;
