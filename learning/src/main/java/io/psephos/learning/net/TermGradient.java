package io.psephos.learning.net;

import java.util.Arrays;
import java.util.List;

/** The gradient of local terms that know parameters as a flat vector only; in memory that is used again. */
final class TermGradient {
    /** A copy, as what was offered is shared by many clients, and terms are others' code. */
    private final float[] start;

    private final float[] parameters;
    private final float[] gradient;

    /** @param count of a net's parameters */
    TermGradient(int count) {
        this.start = new float[count];
        this.parameters = new float[count];
        this.gradient = new float[count];
    }

    /** Begins a training. */
    void begin(float[] offered) {
        System.arraycopy(offered, 0, start, 0, start.length);
    }

    /** Adds the terms at the workspace's parameters to its gradient. */
    void addTo(Workspace workspace, List<LocalTerm> terms) {
        workspace.store(parameters);
        workspace.addGradient(of(terms));
    }

    /** Adds the terms at such parameters to another gradient. */
    void addTo(float[] other, float[] at, List<LocalTerm> terms) {
        System.arraycopy(at, 0, parameters, 0, parameters.length);
        float[] added = of(terms);
        for (int i = 0; i < added.length; i++) {
            other[i] += added[i];
        }
    }

    private float[] of(List<LocalTerm> terms) {
        Arrays.fill(gradient, 0);
        for (LocalTerm term : terms) {
            term.addTo(gradient, parameters, start);
        }
        return gradient;
    }
}
