/**
 * Attacks of Byzantine clients on their updates, for simulations and tests. The server's defences do not belong here.
 */
@NullMarked
package io.psephos.robustness.attack;

import org.jspecify.annotations.NullMarked;
