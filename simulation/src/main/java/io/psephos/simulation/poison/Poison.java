package io.psephos.simulation.poison;

import io.psephos.learning.data.Examples;

/** An attack on data: examples that say something else. */
@FunctionalInterface
public interface Poison {

    /** As many examples, in the same order; those handed in stay as they are. */
    Examples poison(Examples examples);
}
