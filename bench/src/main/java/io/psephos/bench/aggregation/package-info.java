/** Benchmarks of counting votes. */
@NullMarked
package io.psephos.bench.aggregation;

import org.jspecify.annotations.NullMarked;
