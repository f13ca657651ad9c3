/**
 * Rules that make one vector of many, some of which may be Byzantine, and the fold that keeps a round's updates for
 * them. What is done to updates before a rule belongs in {@code io.psephos.robustness.preaggregation}.
 */
@NullMarked
package io.psephos.robustness.aggregator;

import org.jspecify.annotations.NullMarked;
