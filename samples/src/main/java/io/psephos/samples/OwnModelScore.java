package io.psephos.samples;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A program that prints the accuracy of {@link OwnModel}. Arguments: a safetensors file and a CSV file of examples. */
public final class OwnModelScore {
    private OwnModelScore() {}

    public static void main(String[] args) throws IOException {
        byte[] file = Files.readAllBytes(Path.of(args[0]));
        ParameterLayout layout = Safetensors.layout(file);
        LocalExamples examples = LocalExamples.fromCsv(Path.of(args[1]));
        double accuracy = new OwnModel(layout).accuracy(Safetensors.read(file, layout), examples);
        System.out.printf(Locale.ROOT, "right in %.1f %% of %d examples%n", 100 * accuracy, examples.count());
    }
}
