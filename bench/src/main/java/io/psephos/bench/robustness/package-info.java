/** Benchmarks of robust rules against the plainest ways to the same numbers. */
@NullMarked
package io.psephos.bench.robustness;

import org.jspecify.annotations.NullMarked;
