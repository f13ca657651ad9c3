package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.jobfile.Notes.Note;
import io.psephos.protocol.JobSpec;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of what is said of jobs that are allowed and rarely meant, and of jobs of which nothing is to be said. */
class NotesTest {
    private static final double MEDIAN = 0.15;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codec: {scheme: float32}, optimizer: {learningRate: 0.015} | is 0.015: the model goes 0.015 of the way to where"
                        + " clients took it, as float32 sends how far each went and no gradient; 1 goes all of it, as FedAvg does",
                "codec: {scheme: qsgd}, optimizer: {learningRate: 0.019, momentum: 0.9} | is 0.019: the model goes 0.19 of the way to"
                        + " where clients took it, as qsgd sends how far each went and no gradient; 0.1 goes all of it, as FedAvg does",
                "codec: {scheme: float32}, aggregation: {rule: krum}, robustness: {byzantine: 1}, optimizer: {learningRate: 0.199}"
                        + " | is 0.199: the model goes 0.2 of the way",
                "codec: {scheme: sign}, optimizer: {learningRate: 0.5} | is 0.5: a verdict moves every weight by that, and half the"
                        + " weights of the initial net are smaller than 0.15; begin with 0.015, a tenth of it",
                "codec: {scheme: ternary}, optimizer: {learningRate: 0.151, momentum: 0.5} | is 0.151: a verdict moves every weight"
            })
    void aRateThatIsRarelyMeantIsNoted(String lines, String detail) {
        assertThat(notes(lines)).singleElement().satisfies(note -> {
            assertThat(note.path()).isEqualTo("optimizer.learningRate");
            assertThat(note.detail()).startsWith(detail);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codec: {scheme: float32}",
                "codec: {scheme: float32}, optimizer: {learningRate: 0.2}",
                "codec: {scheme: float32}, optimizer: {learningRate: 0.02, momentum: 0.9}",
                "codec: {scheme: float32}, optimizer: {kind: adam, learningRate: 0.01}",
                "schedule: {mode: asynchronous}, codec: {scheme: float32}, optimizer: {learningRate: 0.1}",
                "codec: {scheme: sign}, optimizer: {learningRate: 0.15}",
                "codec: {scheme: sign}, aggregation: {rule: vote-mean}, optimizer: {learningRate: 0.5}",
                "codec: {scheme: sign}, optimizer: {kind: adam, learningRate: 0.5}",
                "model: {net: softmax, layers: [64, 10]}, codec: {scheme: sign}, optimizer: {learningRate: 0.5}",
                "training: {steps: 10}, codec: {scheme: sign}, optimizer: {learningRate: 0.01}",
                "codec: {scheme: sto-sign, b: {constant: 0.05}}, optimizer: {learningRate: 0.01}",
                "training: {epochs: 2}, codec: {scheme: sto-sign, b: {adaptive: {}}}, optimizer: {learningRate: 0.01}"
            })
    void whatIsMeantIsNotNoted(String lines) {
        assertThat(notes(lines)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"steps: 10, 10 steps", "epochs: 1, training.epochs 1"})
    void votesOfSeveralStepsAreInTheUnitOfOne(String training, String told) {
        assertThat(notes("training: {" + training
                        + "}, codec: {scheme: sto-sign, b: {constant: 0.05}}, optimizer: {learningRate: 0.01}"))
                .singleElement()
                .satisfies(note -> {
                    assertThat(note.path()).isEqualTo("codec.b");
                    assertThat(note.detail()).startsWith("is in the unit of a gradient also after " + told + ": ");
                });
    }

    @Test
    void aRosterOfWhichNobodyIsEnrolledIsNoted() {
        JobSpec spec = JobYaml.parse("{participants: {roster: [ada, ben]}, schedule: {cohort: 2, quorum: 2},"
                + " codec: {scheme: float32}}");

        assertThat(Notes.on(spec, new Known(OptionalInt.of(0)))).singleElement().satisfies(note -> {
            assertThat(note.path()).isEqualTo("participants.roster");
            assertThat(note.detail()).startsWith("names ada and others, and nobody of");
        });
        assertThat(Notes.on(spec, new Known(OptionalInt.of(1)))).isEmpty();
        assertThat(Notes.on(spec, new Known(OptionalInt.empty())))
                .as("where nobody enrols")
                .isEmpty();
    }

    @Test
    void aNoteNamesKeyAndDetail() {
        assertThat(new Note("codec.b", "is 1")).hasToString("note: codec.b is 1");
    }

    private static List<Note> notes(String lines) {
        return Notes.on(JobYaml.parse("{" + lines + "}"), new Known(OptionalInt.of(0)));
    }

    /** A net with hidden layers has weights of this median. */
    private record Known(OptionalInt enrolled) implements Notes.Surroundings {

        @Override
        public OptionalDouble medianMagnitude(JobSpec.Model model) {
            return model.layers().size() > 2 ? OptionalDouble.of(MEDIAN) : OptionalDouble.empty();
        }

        @Override
        public OptionalInt enrolled(List<String> roster) {
            return enrolled;
        }
    }
}
