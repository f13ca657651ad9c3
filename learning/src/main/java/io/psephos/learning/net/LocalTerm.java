package io.psephos.learning.net;

/** A term of a client's local objective beside the loss, known by its gradient. */
@FunctionalInterface
public interface LocalTerm {

    /**
     * Adds the gradient of the term at the parameters before a step. All vectors are flat, in the order of the layout
     * and of the same length.
     *
     * @param gradient to be added to, never set: other terms add to it, too
     * @param parameters p, those before the step; to be read only
     * @param start p₀, those that were offered; to be read only
     */
    void addTo(float[] gradient, float[] parameters, float[] start);
}
