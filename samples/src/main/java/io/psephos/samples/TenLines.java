package io.psephos.samples;

import io.psephos.client.PsephosClient;
import io.psephos.client.Trained;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;

/** The smallest whole client: server, enrolment token and a CSV file of examples as arguments. */
public final class TenLines {
    private TenLines() {}

    public static void main(String[] args) throws IOException {
        LocalExamples examples = LocalExamples.fromCsv(Path.of(args[2]));
        PsephosClient client = PsephosClient.builder()
                .server(URI.create(args[0]))
                .enrolmentToken(args[1])
                .dataDirectory(Path.of("psephos-client"))
                .build();
        client.takePart(task -> {
            float[] parameters = task.parameters();
            LocalExamples taken = examples.first(task.offer().training().maxExamples());
            int steps = Softmax.train(parameters, task.offer(), taken, new Random());
            return new Trained(parameters, steps, taken.count());
        });
    }
}
