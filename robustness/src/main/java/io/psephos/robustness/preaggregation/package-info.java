/** Mixing and clipping of a round's updates before a robust rule. Each goes with any rule. */
@NullMarked
package io.psephos.robustness.preaggregation;

import org.jspecify.annotations.NullMarked;
