/**
 * Nets by name, their training on local examples and their evaluation. Where examples come from belongs in
 * {@code io.psephos.learning.data}.
 */
@NullMarked
package io.psephos.learning.net;

import org.jspecify.annotations.NullMarked;
