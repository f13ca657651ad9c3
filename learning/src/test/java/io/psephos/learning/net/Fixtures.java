package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.JobSpec;
import java.util.List;
import java.util.SplittableRandom;

/** Small nets and examples for the tests of this package. */
final class Fixtures {

    private Fixtures() {}

    static Net softmax(Integer... layers) {
        return Nets.byName(new JobSpec.Model("softmax", List.of(layers), 1)).orElseThrow();
    }

    static Net mlp(Integer... layers) {
        return Nets.byName(new JobSpec.Model("mlp", List.of(layers), 1)).orElseThrow();
    }

    static Examples random(int count, int features, int classes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[count][features];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(classes);
            for (int j = 0; j < features; j++) {
                rows[i][j] = (float) (2 * random.nextDouble() - 1);
            }
        }
        return new Examples(rows, labels, classes);
    }

    static float[] randomParameters(Net net, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] parameters = new float[net.layout().parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) (random.nextDouble() - 0.5);
        }
        return parameters;
    }
}
