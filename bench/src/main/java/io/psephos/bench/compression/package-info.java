/** Benchmarks of drawing votes and of codecs. */
@NullMarked
package io.psephos.bench.compression;

import org.jspecify.annotations.NullMarked;
