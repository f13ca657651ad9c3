/**
 * Filters, which judge one update before it may count, knowing those before. A filter holds no state: it takes one and
 * returns the next, so that verdict and state become durable together.
 */
@NullMarked
package io.psephos.robustness.filter;

import org.jspecify.annotations.NullMarked;
