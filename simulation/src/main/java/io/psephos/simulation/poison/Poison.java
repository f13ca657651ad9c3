package io.psephos.simulation.poison;

import io.psephos.learning.data.Examples;

/** An attack on data, which changes the examples that an attacker trains on. */
@FunctionalInterface
public interface Poison {

    /** The poisoned examples, as many and in the same order; those passed in stay as they are. */
    Examples poison(Examples examples);
}
