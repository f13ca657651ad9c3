/** Weights of updates that start from an older version. When an update is too old is the round's business. */
@NullMarked
package io.psephos.aggregation.staleness;

import org.jspecify.annotations.NullMarked;
