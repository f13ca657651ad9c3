/** Refusals in the protocol's words, thrown wherever a caller is at fault and written in one place. */
@NullMarked
package io.psephos.server.problem;

import org.jspecify.annotations.NullMarked;
