/**
 * The updates of a round as rows of floats, and what rules need of them: distances, sorted coordinates, means. What a
 * rule makes of it belongs in {@code io.psephos.robustness.aggregator}.
 *
 * <p>Work is split into parts of a fixed size and added up in a fixed order, so that the number of threads never changes
 * a bit.
 */
@NullMarked
package io.psephos.robustness.vector;

import org.jspecify.annotations.NullMarked;
