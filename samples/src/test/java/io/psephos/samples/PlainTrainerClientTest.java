package io.psephos.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.psephos.client.Progress;
import io.psephos.client.Trained;
import io.psephos.client.TrainingTask;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainTrainerClientTest {
    private static final ParameterLayout LAYOUT =
            new ParameterLayout(List.of(new TensorShape("weight", List.of(2, 2)), new TensorShape("bias", List.of(2))));

    @TempDir
    Path directory;

    @Test
    void learnsWhatTheOfferAsksFor() throws Exception {
        LocalExamples examples = examples("0,1,0", "0,0.9,0.1", "1,0,1", "1,0.2,0.8");
        Offer offer = offer(LAYOUT);
        float[] start = new float[6];

        Trained trained =
                PlainTrainerClient.trainerOn(examples, new Random(7)).train(new TrainingTask(offer, start.clone()));

        Softmax model = Softmax.of(LAYOUT);
        assertThat(model.loss(start, examples)).isCloseTo(Math.log(2), within(1e-6));
        assertThat(model.loss(trained.parameters(), examples)).isLessThan(0.2);
        assertThat(trained.steps()).isEqualTo(50);
        assertThat(trained.exampleCount()).isEqualTo(4);
    }

    @Test
    void trainsOnNoMoreExamplesThanTheJobTakes() throws Exception {
        String[] lines = new String[101];
        Arrays.fill(lines, "0,1,0");

        Trained trained = PlainTrainerClient.trainerOn(examples(lines), new Random(7))
                .train(new TrainingTask(offer(LAYOUT), new float[6]));

        assertThat(trained.exampleCount()).isEqualTo(100);
    }

    @Test
    void refusesModelsThatAreNoSoftmax() throws IOException {
        Offer offer = offer(new ParameterLayout(List.of(new TensorShape("weight", List.of(6)))));
        LocalExamples examples = examples("0,1,0");

        assertThatThrownBy(() -> PlainTrainerClient.trainerOn(examples, new Random(7))
                        .train(new TrainingTask(offer, new float[6])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[[6]]");
    }

    @Test
    void printsALineForEachEvent() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        PlainTrainerClient.printingTo(new PrintStream(out)).on(new Progress.Enrolled(new ClientId("c-1")));

        assertThat(out.toString()).isEqualToIgnoringNewLines("enrolled as c-1");
    }

    private LocalExamples examples(String... lines) throws IOException {
        return LocalExamples.fromCsv(Files.write(directory.resolve("examples.csv"), List.of(lines)));
    }

    private static Offer offer(ParameterLayout layout) {
        AssignmentId assignment = new AssignmentId("a-1");
        JobId job = new JobId("j-1");
        return new Offer(
                assignment,
                job,
                0,
                0,
                layout.parameterCount(),
                layout,
                Instant.EPOCH,
                Duration.ZERO,
                new Offer.Training(50, null, 4, 1.0, 0, "all", 100),
                new Offer.Codec("sign", 1, null),
                new Offer.Privacy("none", false),
                Offer.Links.of(job, 0, assignment));
    }
}
