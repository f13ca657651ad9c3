/**
 * The stages between the aggregate of a round and the next version that need no more than payloads, vectors and named
 * state. What makes them of a job's spec, and stages that need robustness or privacy, are the coordinator's.
 */
@NullMarked
package io.psephos.aggregation.stage;

import org.jspecify.annotations.NullMarked;
