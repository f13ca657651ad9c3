package io.psephos.samples;

import io.psephos.client.PsephosClient;
import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.protocol.JobId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * A device that trains {@link OwnModel} until its job has ended. Arguments: server, enrolment token, data directory, CSV
 * file of examples, job.
 */
public final class OwnModelClient {
    private OwnModelClient() {}

    public static void main(String[] args) throws IOException {
        LocalExamples examples = LocalExamples.fromCsv(Path.of(args[3]));
        try (PsephosClient client = PsephosClient.builder()
                .server(URI.create(args[0]))
                .enrolmentToken(args[1])
                .dataDirectory(Path.of(args[2]))
                .job(new JobId(args[4]))
                .listener(PlainTrainerClient.printingTo(System.out))
                .build()) {
            System.out.println(client.takePart(trainerOn(examples, new Random())));
        }
    }

    static Trainer trainerOn(LocalExamples examples, Random random) {
        return task -> {
            OwnModel model = new OwnModel(task.offer().layout());
            float[] parameters = task.parameters();
            double accuracy = model.accuracy(parameters, examples);
            LocalExamples taken = examples.first(task.offer().training().maxExamples());
            int steps = model.train(parameters, task.offer().training(), taken, random);
            return new Trained(parameters, steps, taken.count(), Map.of("accuracy", accuracy));
        };
    }
}
