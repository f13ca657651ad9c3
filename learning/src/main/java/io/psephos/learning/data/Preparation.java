package io.psephos.learning.data;

import io.psephos.learning.data.FeatureScale.Column;
import io.psephos.learning.data.FeatureScale.Numbers;
import io.psephos.learning.data.Recipe.Missing;

/** The steps from features as they are read to those of examples, with numbers found on the training part alone. */
final class Preparation {
    private final float[] fill;
    private final Numbers numbers;

    private Preparation(float[] fill, Numbers numbers) {
        this.fill = fill;
        this.numbers = numbers;
    }

    /** The steps that the recipe asks for, found on the rows at the positions. */
    static Preparation of(Recipe recipe, RawFeatures.Floats features, int[] training) {
        float[][] rows = features.values();
        float[] fill = new float[features.width()];
        for (int column = 0; column < fill.length && recipe.missing() == Missing.MEAN; column++) {
            fill[column] = (float) new Column(rows, column, training).mean();
        }
        for (int row : training) {
            fill(rows[row], fill);
        }
        return new Preparation(fill, recipe.scale().fit(rows, training, features.width()));
    }

    /** Fills gaps and scales, in place. */
    void apply(RawFeatures.Floats features) {
        for (float[] row : features.values()) {
            fill(row, fill);
            numbers.apply(row);
        }
    }

    private static void fill(float[] row, float[] fill) {
        for (int i = 0; i < row.length; i++) {
            if (Float.isNaN(row[i])) {
                row[i] = fill[i];
            }
        }
    }
}
