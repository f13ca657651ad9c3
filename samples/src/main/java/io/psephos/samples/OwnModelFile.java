package io.psephos.samples;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A program that writes {@link OwnModel} as a model file, untrained. Arguments: the file, and how many hidden units. */
public final class OwnModelFile {
    private OwnModelFile() {}

    public static void main(String[] args) throws IOException {
        Files.write(Path.of(args[0]), untrained(Integer.parseInt(args[1]), new Random()));
    }

    static byte[] untrained(int hidden, RandomGenerator random) {
        ParameterLayout layout = new ParameterLayout(List.of(
                new TensorShape("layer1.weight", List.of(hidden, 2)),
                new TensorShape("layer1.bias", List.of(hidden)),
                new TensorShape("layer2.weight", List.of(3, hidden))));
        float[] parameters = new float[layout.parameterCount()]; // tensor after tensor, each row by row
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextGaussian(0, 0.5);
        }
        return Safetensors.write(layout, parameters, Map.of("made-by", "OwnModelFile"));
    }
}
