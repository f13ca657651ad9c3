/**
 * Blocked float32 matrix kernels over separate rows: a plain one, and one on the Vector API that is loaded by name
 * where the platform has it. What a layer or a loss is belongs in {@code io.psephos.learning.net}.
 *
 * <p>All kernels add the same products in the same order and never fuse multiplication and addition, so that a model
 * comes out bit for bit the same on every machine.
 */
@NullMarked
package io.psephos.learning.kernel;

import org.jspecify.annotations.NullMarked;
