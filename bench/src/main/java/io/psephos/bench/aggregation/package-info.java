/** What counting votes costs. */
@NullMarked
package io.psephos.bench.aggregation;

import org.jspecify.annotations.NullMarked;
