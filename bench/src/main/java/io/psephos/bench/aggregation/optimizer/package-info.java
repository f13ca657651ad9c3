/** Benchmarks of server optimizers. */
@NullMarked
package io.psephos.bench.aggregation.optimizer;

import org.jspecify.annotations.NullMarked;
