package io.psephos.learning.net;

import io.psephos.learning.data.Examples;

/** The sizes of a net, which parameters and examples have to fit. */
record NetShape(int parameters, int features, int classes) {

    /** @throws IllegalArgumentException when the vector is not one of the net */
    void check(float[] vector) {
        if (vector.length != parameters) {
            throw new IllegalArgumentException(
                    "the net has " + parameters + " parameters, the vector " + vector.length);
        }
    }

    /** @throws IllegalArgumentException without examples, or when vector or examples are not for the net */
    void check(float[] vector, Examples examples) {
        check(vector);
        if (examples.count() == 0) {
            throw new IllegalArgumentException("training and evaluation need at least one example");
        }
        if (examples.featureCount() != features || examples.classCount() > classes) {
            throw new IllegalArgumentException("the net takes " + features + " features and " + classes
                    + " classes, the examples have " + examples.featureCount() + " and " + examples.classCount());
        }
    }
}
