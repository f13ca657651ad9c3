package io.psephos.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Labelled examples of one device; they never leave it. */
record LocalExamples(float[][] features, int[] labels) {

    LocalExamples {
        if (features.length != labels.length || labels.length == 0) {
            throw new IllegalArgumentException(
                    "as many features as labels are needed, were " + features.length + " and " + labels.length);
        }
    }

    /** Lines of {@code label,feature,feature,…}. */
    static LocalExamples fromCsv(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        float[][] features = new float[lines.size()][];
        int[] labels = new int[lines.size()];
        for (int i = 0; i < labels.length; i++) {
            String[] fields = lines.get(i).split(",");
            labels[i] = Integer.parseInt(fields[0].strip());
            features[i] = new float[fields.length - 1];
            for (int j = 1; j < fields.length; j++) {
                features[i][j - 1] = Float.parseFloat(fields[j]);
            }
        }
        return new LocalExamples(features, labels);
    }

    /** The first of them, as many as a job takes of a client. */
    LocalExamples first(long most) {
        int taken = (int) Math.min(count(), most);
        return new LocalExamples(Arrays.copyOf(features, taken), Arrays.copyOf(labels, taken));
    }

    int count() {
        return labels.length;
    }
}
