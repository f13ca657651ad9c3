/** What casting votes costs. */
@NullMarked
package io.psephos.bench.compression;

import org.jspecify.annotations.NullMarked;
