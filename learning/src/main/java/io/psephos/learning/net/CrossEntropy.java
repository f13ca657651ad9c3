package io.psephos.learning.net;

/** Softmax and cross-entropy over outputs, examples by classes; with the same bits everywhere. */
final class CrossEntropy {
    private final double[] exponentials;

    CrossEntropy(int classes) {
        this.exponentials = new double[classes];
    }

    /**
     * Summed loss of so many examples.
     *
     * @param batch examples over which the gradient is a mean
     * @param delta becomes the gradient at the outputs: each example's probabilities, less 1 at the label, over batch
     */
    double loss(float[][] outputs, int[] labels, int count, int batch, float[][] delta) {
        double loss = 0;
        for (int example = 0; example < count; example++) {
            loss += loss(outputs[example], labels[example], 1.0 / batch, delta[example]);
        }
        return loss;
    }

    int right(float[][] outputs, int[] labels, int count) {
        int right = 0;
        for (int example = 0; example < count; example++) {
            right += largest(outputs[example]) == labels[example] ? 1 : 0;
        }
        return right;
    }

    private double loss(float[] outputs, int label, double share, float[] delta) {
        double largest = outputs[largest(outputs)];
        double sum = 0;
        for (int c = 0; c < exponentials.length; c++) {
            exponentials[c] = Exponential.of(outputs[c] - largest);
            sum += exponentials[c];
        }
        double scale = share / sum;
        for (int c = 0; c < exponentials.length; c++) {
            delta[c] = (float) (exponentials[c] * scale);
        }
        delta[label] = (float) ((exponentials[label] - sum) * scale);
        return StrictMath.log(sum) - (outputs[label] - largest);
    }

    private int largest(float[] outputs) {
        int largest = 0;
        for (int c = 1; c < exponentials.length; c++) {
            if (outputs[c] > outputs[largest]) {
                largest = c;
            }
        }
        return largest;
    }
}
