/** What attackers do to their examples before they train on them as everybody does. */
@NullMarked
package io.psephos.simulation.poison;

import org.jspecify.annotations.NullMarked;
