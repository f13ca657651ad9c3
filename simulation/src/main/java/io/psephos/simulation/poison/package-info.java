/** Data poisoning: what attackers do to their examples before they train on them like everybody else. */
@NullMarked
package io.psephos.simulation.poison;

import org.jspecify.annotations.NullMarked;
