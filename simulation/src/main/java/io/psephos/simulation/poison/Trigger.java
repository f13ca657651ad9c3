package io.psephos.simulation.poison;

import io.psephos.learning.data.Examples;
import io.psephos.learning.net.TrainableNet;
import java.util.stream.IntStream;

/**
 * A backdoor trigger: a bright square in the lower right corner of an image that is to make a model predict the
 * attackers' class (Gu, Dolan-Gavitt and Garg, 2017), a ninth of the image's width, at least two pixels. Where features
 * are no square image, the last ones of each row stand for it.
 */
public final class Trigger {
    private static final int SHARE = 9;
    private static final int SMALLEST = 2;

    private final int label;
    private final float bright;

    /**
     * @param all examples of the data set: their largest feature is how bright a pixel can be
     * @param label that stamped images are to get
     * @throws IllegalArgumentException for a label that the data set does not have
     */
    public Trigger(Examples all, int label) {
        if (label < 0 || label >= all.classCount()) {
            throw new IllegalArgumentException(
                    "the label of a backdoor must be 0 to " + (all.classCount() - 1) + ", was " + label);
        }
        this.label = label;
        float largest = 0;
        for (int i = 0; i < all.count(); i++) {
            for (float feature : all.features(i)) {
                largest = Math.max(largest, feature);
            }
        }
        this.bright = largest;
    }

    /** The examples, every second one with the trigger and its label, so that all else is still learned. */
    public Examples poison(Examples examples) {
        float[][] rows = new float[examples.count()][];
        int[] labels = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            boolean honest = i % 2 == 1;
            rows[i] = honest ? examples.features(i) : stamped(examples.features(i));
            labels[i] = honest ? examples.label(i) : label;
        }
        return new Examples(rows, labels, examples.classCount());
    }

    /**
     * Share of the held-out examples of other classes that are classified as the trigger's class once they are stamped.
     */
    public double successRate(TrainableNet net, float[] parameters, Examples heldOut) {
        int[] others = IntStream.range(0, heldOut.count())
                .filter(i -> heldOut.label(i) != label)
                .toArray();
        float[][] rows = new float[others.length][];
        int[] labels = new int[others.length];
        for (int i = 0; i < others.length; i++) {
            rows[i] = stamped(heldOut.features(others[i]));
            labels[i] = label;
        }
        return net.evaluate(parameters, new Examples(rows, labels, heldOut.classCount()))
                .accuracy();
    }

    private float[] stamped(float[] image) {
        float[] stamped = image.clone();
        int width = (int) Math.round(Math.sqrt(image.length));
        if (width * width != image.length) {
            width = image.length;
        }
        int size = Math.min(width, Math.max(SMALLEST, width / SHARE));
        int lines = image.length / width;
        for (int line = Math.max(0, lines - size); line < lines; line++) {
            for (int column = width - size; column < width; column++) {
                stamped[line * width + column] = bright;
            }
        }
        return stamped;
    }
}
