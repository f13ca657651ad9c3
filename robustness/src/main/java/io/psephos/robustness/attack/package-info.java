/**
 * What Byzantine clients do to their updates, for simulations and tests. What the server does against it does not belong
 * here.
 */
@NullMarked
package io.psephos.robustness.attack;

import org.jspecify.annotations.NullMarked;
