package io.psephos.learning.data;

import io.psephos.learning.data.Recipe.Missing;
import io.psephos.learning.format.DataFileException;
import io.psephos.learning.format.FileArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reader of examples from arrays: features, labels, and perhaps clients. */
final class ArrayReader {
    private final Recipe recipe;
    private final Words labels;
    private final Words clients;

    ArrayReader(Recipe recipe, Words labels, Words clients) {
        this.recipe = recipe;
        this.labels = labels;
        this.clients = clients;
    }

    /** @throws DataFileException when the arrays do not fit together, or hold what is no number */
    RawPart read(FileArray x, FileArray y, Optional<FileArray> client) {
        if (x.isText()) {
            throw new DataFileException(x.name(), "must hold numbers, holds text");
        }
        requireColumn(y, x);
        client.ifPresent(names -> requireColumn(names, x));
        if (x.rows() == 0 || x.width() == 0) {
            throw new DataFileException(x.name(), "must have examples with features, is " + x.shape());
        }
        boolean[] isKept = new boolean[x.rows()];
        int[] gaps = {0};
        RawFeatures features =
                x.isBytes() ? new RawFeatures.Bytes(x.bytes(), x.rows(), x.width()) : floats(x, isKept, gaps);
        List<Integer> kept = kept(x, isKept);
        return new RawPart(
                x.name(),
                List.of(),
                features,
                kept.stream().mapToInt(row -> code(labels, y, row)).toArray(),
                client.isEmpty()
                        ? new int[] {}
                        : kept.stream()
                                .mapToInt(row -> code(clients, client.get(), row))
                                .toArray(),
                gaps[0],
                x.rows() - kept.size());
    }

    private static List<Integer> kept(FileArray x, boolean[] isKept) {
        List<Integer> kept = new ArrayList<>();
        for (int row = 0; row < isKept.length; row++) {
            if (isKept[row] || x.isBytes()) {
                kept.add(row);
            }
        }
        return kept;
    }

    private static void requireColumn(FileArray column, FileArray x) {
        if (column.width() != 1 || column.rows() != x.rows()) {
            throw new DataFileException(
                    column.name(),
                    "must have an element for each of the " + x.rows() + " rows of " + x.name() + ", is "
                            + column.shape());
        }
    }

    private static int code(Words words, FileArray column, int row) {
        String word = column.text(row);
        if (word.isEmpty()) {
            throw new DataFileException(column.name(), "row " + row + " (from 0) is empty or not a number");
        }
        return words.code(word, column.name(), "row (from 0)", row);
    }

    /** Rows as floats, those that are kept; counts what they miss. */
    private RawFeatures floats(FileArray x, boolean[] isKept, int[] gaps) {
        List<float[]> rows = new ArrayList<>(x.rows());
        for (int row = 0; row < x.rows(); row++) {
            float[] floats = new float[x.width()];
            int missing = 0;
            for (int column = 0; column < floats.length; column++) {
                floats[column] = number(x, row, column);
                missing += Float.isNaN(floats[column]) ? 1 : 0;
            }
            isKept[row] = missing == 0 || recipe.missing() != Missing.DROP;
            if (isKept[row]) {
                rows.add(floats);
                gaps[0] += missing;
            }
        }
        return new RawFeatures.Floats(rows.toArray(float[][]::new), x.width());
    }

    private float number(FileArray x, int row, int column) {
        double number = x.number(row, column);
        float single = (float) number;
        if (Float.isInfinite(single) || Double.isNaN(number) && recipe.missing() == Missing.REFUSE) {
            throw new DataFileException(
                    x.name(),
                    "row " + row + ", feature " + column + " (from 0) must be a number of float32, was " + number
                            + (Double.isNaN(number)
                                    ? "; missing: mean, zero or drop in dataset.yaml says what to do with missing"
                                            + " values"
                                    : ""));
        }
        return single;
    }
}
