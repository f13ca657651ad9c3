/** What is done to the updates of a round before a robust rule: mixing and clipping. It goes with any rule. */
@NullMarked
package io.psephos.robustness.preaggregation;

import org.jspecify.annotations.NullMarked;
