package io.psephos.samples;

import io.psephos.client.Participation;
import io.psephos.client.Progress;
import io.psephos.client.ProgressListener;
import io.psephos.client.PsephosClient;
import io.psephos.client.Trained;
import io.psephos.client.Trainer;
import io.psephos.protocol.JobId;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;

/**
 * A client to copy from: a trainer without any library, progress in the terminal, a clean end on Ctrl-C.
 *
 * <p>Arguments: server, enrolment token, data directory, CSV file of examples, and a job to take part in only that.
 */
public final class PlainTrainerClient {
    private PlainTrainerClient() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 4) {
            System.err.println("usage: PlainTrainerClient SERVER TOKEN DATA_DIRECTORY EXAMPLES.csv [JOB]");
            System.exit(2);
        }
        PsephosClient.Builder builder = PsephosClient.builder()
                .server(URI.create(args[0]))
                .enrolmentToken(args[1])
                .dataDirectory(Path.of(args[2]))
                .name("plain trainer")
                .listener(printingTo(System.out));
        if (args.length > 4) {
            builder.job(new JobId(args[4]));
        }
        Trainer trainer = trainerOn(LocalExamples.fromCsv(Path.of(args[3])), new Random());
        try (PsephosClient client = builder.build()) {
            Runtime.getRuntime().addShutdownHook(new Thread(client::close));
            Participation participation = client.takePart(trainer);
            System.out.println(participation);
        }
    }

    /** Local training: global parameters in, locally trained parameters out. */
    static Trainer trainerOn(LocalExamples examples, Random random) {
        return task -> {
            float[] parameters = task.parameters();
            LocalExamples taken = examples.first(task.offer().training().maxExamples());
            int steps = Softmax.train(parameters, task.offer(), taken, random);
            return new Trained(parameters, steps, taken.count());
        };
    }

    static ProgressListener printingTo(PrintStream out) {
        return progress -> out.println(lineOf(progress));
    }

    private static String lineOf(Progress progress) {
        if (progress instanceof Progress.Enrolled enrolled) {
            return "enrolled as " + enrolled.client();
        }
        if (progress instanceof Progress.OfferTaken taken) {
            return "training for round " + taken.offer().round() + " of job "
                    + taken.offer().job();
        }
        if (progress instanceof Progress.ModelFetched model) {
            return "version " + model.modelVersion() + ": " + model.bytesDown() + " bytes down";
        }
        if (progress instanceof Progress.UpdateSent sent) {
            return "round " + sent.round() + ": accepted, " + sent.bytesUp() + " bytes up";
        }
        if (progress instanceof Progress.FateLearned learned) {
            return learned.assignment() + " was " + learned.fate().word();
        }
        if (progress instanceof Progress.Ended ended) {
            return "over: " + ended.end();
        }
        return progress.toString();
    }
}
