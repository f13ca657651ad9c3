package io.psephos.learning.net;

/** Softmax and cross-entropy over outputs stored class by class; {@link StrictMath}, for the same bits everywhere. */
final class CrossEntropy {
    private final double[] exponentials;

    CrossEntropy(int classes) {
        this.exponentials = new double[classes];
    }

    /**
     * Summed loss of so many examples.
     *
     * @param delta becomes each example's own gradient at the outputs: its probabilities, less 1 at the label
     */
    double loss(float[][] outputs, int[] labels, int count, float[][] delta) {
        double loss = 0;
        for (int example = 0; example < count; example++) {
            loss += loss(outputs, example, labels[example], delta);
        }
        return loss;
    }

    int right(float[][] outputs, int[] labels, int count) {
        int right = 0;
        for (int example = 0; example < count; example++) {
            right += largest(outputs, example) == labels[example] ? 1 : 0;
        }
        return right;
    }

    void scale(float[][] delta, int count, float factor) {
        for (float[] row : delta) {
            for (int example = 0; example < count; example++) {
                row[example] *= factor;
            }
        }
    }

    private double loss(float[][] outputs, int example, int label, float[][] delta) {
        double largest = outputs[largest(outputs, example)][example];
        double sum = 0;
        for (int c = 0; c < exponentials.length; c++) {
            exponentials[c] = StrictMath.exp(outputs[c][example] - largest);
            sum += exponentials[c];
        }
        for (int c = 0; c < exponentials.length; c++) {
            delta[c][example] = (float) (exponentials[c] / sum - (c == label ? 1 : 0));
        }
        return StrictMath.log(sum) - (outputs[label][example] - largest);
    }

    private static int largest(float[][] outputs, int example) {
        int largest = 0;
        for (int c = 1; c < outputs.length; c++) {
            if (outputs[c][example] > outputs[largest][example]) {
                largest = c;
            }
        }
        return largest;
    }
}
