/**
 * Filters: what judges one update before it may count, knowing those before. A filter holds no state: it takes one and
 * says what the next one is, so that verdict and state become durable together.
 */
@NullMarked
package io.psephos.robustness.filter;

import org.jspecify.annotations.NullMarked;
