/** Refusals as problems of the protocol. */
@NullMarked
package io.psephos.server.problem;

import org.jspecify.annotations.NullMarked;
